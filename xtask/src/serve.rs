//! A small server for `dist/site`, on this machine only.

use crate::dist::single_path;
use crate::tools::{Result, dist};
use std::fs;
use std::path::{Component, Path};
use tiny_http::{Header, Request, Response, Server};

/// What a careful host adds. The policy itself travels in the page.
const HEADERS: [(&str, &str); 5] = [
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-cache"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()"),
];

/// Serves until the program is stopped. A taken port gives way to any free one.
pub fn site(port: u16) -> Result {
    let server = Server::http(("127.0.0.1", port)).or_else(|_| Server::http(("127.0.0.1", 0)));
    let server = server.map_err(|fault| format!("cannot serve on 127.0.0.1: {fault}"))?;
    println!("\n  page         http://{}/", server.server_addr());
    println!("  single file  {}\n\nCtrl+C ends.", single_path());
    for request in server.incoming_requests() {
        // A reader that went away is no fault of ours.
        let _ = answer(request);
    }
    Ok(())
}

fn answer(request: Request) -> std::io::Result<()> {
    let path = request.url().split(['?', '#']).next().unwrap_or("/").trim_start_matches('/').to_owned();
    let path = if path.is_empty() { "index.html".to_owned() } else { path };
    let is_inside = Path::new(&path).components().all(|part| matches!(part, Component::Normal(_)));
    let bytes = if is_inside { fs::read(dist().join("site").join(&path)).ok() } else { None };
    let Some(bytes) = bytes else {
        return request.respond(Response::from_string("not here").with_status_code(404));
    };
    let mut response = Response::from_data(bytes);
    for (name, value) in HEADERS.into_iter().chain([("Content-Type", mime(&path))]) {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("css") => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    }
}
