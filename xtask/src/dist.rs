//! The two outputs: `dist/regulars.html`, one file for `file://` and for frames; `dist/site`, the installable site.
//!
//! Both are the same shell around the same app. The single file carries the app and the module as text; the site's
//! shell fetches them from beside itself. Either way the app runs in a sandboxed frame that may not use the network.

use crate::tools::{Result, dist, read, read_bytes, root, write, www};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;

pub fn write_outputs() -> Result {
    let shell = read(www().join("pkg/shell.js"))?;
    let app = read(www().join("pkg/app.js"))?;
    let module = read_bytes(www().join("pkg/regulars_bg.wasm"))?;
    for script in [&shell, &app] {
        if script.to_ascii_lowercase().contains("</script")
            || script.contains("<!--")
            || script.contains('\r')
        {
            return Err("a bundle holds text that would end its script element".into());
        }
    }
    let single = single_file(&shell, &app, &module)?;
    write(dist().join("regulars.html"), &single)?;
    let sum = hex(&single);
    write(dist().join("regulars.html.sha256"), format!("{sum}  regulars.html\n"))?;
    site(&shell, &app, &module)?;
    println!("dist/regulars.html   {} kB   sha256 {sum}", single.len() / 1000);
    println!("dist/site            engine {} kB, page {} kB", module.len() / 1000, app.len() / 1000);
    Ok(())
}

/// The policy of the outer page. The frame's own, inside it, is stricter still (`src/shell/frame.ts`).
fn policy(scripts: &str, connect: &str, more: &str) -> String {
    format!(
        "default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; worker-src blob:{more}; style-src 'unsafe-inline'; \
         img-src data: blob:{more}; font-src data:; connect-src {connect}; form-action 'none'; base-uri 'none'; \
         frame-src 'none'; object-src 'none'; require-trusted-types-for 'script'; \
         trusted-types regulars lit-html"
    )
}

fn single_file(shell: &str, app: &str, module: &[u8]) -> Result<String> {
    let policy = policy(&format!("{} {}", script_hash(shell), script_hash(app)), "'none'", "");
    let mut zipped = GzEncoder::new(Vec::new(), Compression::best());
    zipped.write_all(module)?;
    let module = STANDARD.encode(zipped.finish()?);
    fill(
        &policy,
        "",
        &format!(
            "<script type=\"text/plain\" id=\"app\">{app}</script>\n\
         <script type=\"application/octet-stream\" id=\"engine\">{module}</script>\n\
         <script>{shell}</script>"
        ),
    )
}

fn site(shell: &str, app: &str, module: &[u8]) -> Result {
    let folder = dist().join("site");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let policy =
        policy(&format!("'self' {}", script_hash(app)), "'self'", " 'self'") + "; manifest-src 'self'";
    let head = "<link rel=\"manifest\" href=\"manifest.webmanifest\">\n<link rel=\"icon\" href=\"icon.svg\">";
    let page = fill(&policy, head, "<script src=\"shell.js\"></script>")?;
    let files: [(&str, &[u8]); 8] = [
        ("index.html", page.as_bytes()),
        ("shell.js", shell.as_bytes()),
        ("app.js", app.as_bytes()),
        ("regulars.wasm", module),
        ("manifest.webmanifest", &read_bytes(www().join("site/manifest.webmanifest"))?),
        ("icon.svg", &read_bytes(www().join("site/icon.svg"))?),
        ("element.js", &read_bytes(www().join("pkg/element.js"))?),
        ("element.d.ts", &read_bytes(www().join("embed/types.d.ts"))?),
    ];
    let mut all = Sha256::new();
    for (name, bytes) in files {
        all.update(bytes);
        write(folder.join(name), bytes)?;
    }
    // A new build has a new name for its cache; the old one is dropped when the new worker takes over.
    let version: String = all.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let worker = read(www().join("site/sw.js"))?.replace("__VERSION__", &version);
    write(folder.join("sw.js"), worker)
}

fn fill(policy: &str, head: &str, body: &str) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    let page = read(www().join("shell.html"))?;
    Ok(page
        .replace("{{policy}}", policy)
        .replace("{{head}}", head)
        .replace("{{version}}", version)
        .replace("{{body}}", body))
}

fn script_hash(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))
}

fn hex(bytes: &str) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The path to print for people.
pub fn single_path() -> String {
    root().join("dist/regulars.html").display().to_string()
}
