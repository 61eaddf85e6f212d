//! Every kind of chart to look at: `cargo run --example gallery` writes `target/gallery/`: an SVG of each chart in
//! English and Chinese, light and dark, 720 and 340 px wide, and a page for each of these.

#[path = "../tests/common/charts.rs"]
mod charts;

use regulars::draw::{Options, Theme, svg};
use regulars::report::text::{Catalogue, Language};
use std::fs;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into()) + "/gallery";
    fs::create_dir_all(&folder)?;
    for language in [Language::English, Language::TraditionalChinese] {
        let catalogue = Catalogue::new(language);
        for (theme, ground) in [(Theme::Light, "#FBFAF7"), (Theme::Dark, "#14171C")] {
            for width in [720.0, 340.0] {
                let options = Options { width, theme, language, ..Options::default() };
                let name = format!("{}-{theme:?}-{width}", language.tag()).to_lowercase();
                let mut page = format!(
                    "<!doctype html><meta charset=utf-8><body style=\"margin:0;background:{ground}\">\n"
                );
                for chart in charts::all(language) {
                    let picture = svg(&chart, &options, &catalogue)?;
                    fs::write(format!("{folder}/{}-{name}.svg", chart.id), &picture)?;
                    page +=
                        &format!("<div style=\"display:inline-block;vertical-align:top\">{picture}</div>\n");
                }
                fs::write(format!("{folder}/{name}.html"), page)?;
            }
        }
    }
    println!("{folder}");
    Ok(())
}
