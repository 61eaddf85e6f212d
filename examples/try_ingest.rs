use regulars::ingest::*;
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let start = std::time::Instant::now();
        match read(path.rsplit('/').next().unwrap(), &bytes, &ReadOptions::default()) {
            Err(e) => println!("== {path}: ERROR {e}"),
            Ok(r) => {
                let p = &r.profile;
                println!(
                    "== {path}: {:?}\n   {} delim {:?} q {:?} {} header {:?} shape {:?} rows {} records {:?}",
                    start.elapsed(),
                    p.encoding,
                    p.delimiter,
                    p.quote,
                    p.line_ending,
                    p.header_row_index,
                    p.shape,
                    r.table.n_rows,
                    p.records
                );
                for c in &r.table.columns {
                    let k = match &c.data {
                        regulars::table::Data::Text(_) => "text",
                        regulars::table::Data::Decimal { .. } => "num",
                        regulars::table::Data::Float(_) => "float",
                        regulars::table::Data::Day(_) => "DAY",
                        regulars::table::Data::Time(_) => "TIME",
                    };
                    let v: Vec<String> = (0..r.table.n_rows.min(3)).map(|i| c.display(i)).collect();
                    println!(
                        "   {k:5} {:30} miss {:5} {:?}",
                        c.name,
                        c.validity.n_missing(r.table.n_rows),
                        v
                    );
                }
                for n in &r.notes {
                    println!("   note {} {:?}", n.key, n.values);
                }
                for a in r.set_aside.iter().take(6) {
                    println!("   aside {a:?}");
                }
                println!("   asides {}", r.set_aside.len());
            }
        }
    }
}
