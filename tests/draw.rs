//! Charts as SVG: every kind in every language, theme and width; what they contain and what they say.

#[path = "common/charts.rs"]
mod charts;

use plotters::prelude::{IntoDrawingArea, SVGBackend};
use regulars::draw::{Hits, Options, Theme, as_table, chart, height, svg};
use regulars::message::Message;
use regulars::report::text::{Catalogue, Language};
use regulars::report::{Axis, ChartSpec, Format, Layer, Scale, Tone};

fn hits(spec: &ChartSpec, options: &Options) -> Hits {
    let mut buffer = String::new();
    let size = (options.width as u32, height(spec, options.width) as u32);
    let catalogue = Catalogue::new(options.language);
    let area = SVGBackend::with_string(&mut buffer, size).into_drawing_area();
    chart(&area, spec, options, &catalogue).unwrap()
}

fn find(id: &str, language: Language) -> ChartSpec {
    charts::all(language).into_iter().find(|spec| spec.id == id).unwrap()
}

/// The texts of a picture with the upper left corner and the size of each, in tenths of a pixel.
fn texts(picture: &str) -> Vec<String> {
    picture
        .split("<text ")
        .skip(1)
        .filter_map(|text| Some(text.split_once(">\n")?.1.split_once('\n')?.0.to_owned()))
        .collect()
}

#[test]
fn every_chart_is_drawn_everywhere_inside_its_picture() {
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        for spec in charts::all(language) {
            for theme in [Theme::Light, Theme::Dark, Theme::Print] {
                for width in [720.0, 340.0, 120.0] {
                    let options = Options { width, theme, language, ..Options::default() };
                    let picture = svg(&spec, &options, &catalogue).unwrap();
                    assert!(picture.trim_end().ends_with("</svg>"), "{}", spec.id);
                    assert!(!picture.contains("NaN") && !picture.contains("inf"), "{}", spec.id);
                    assert!(picture.contains("role=\"img\"") && picture.contains("<title>"));
                    let hits = hits(&spec, &options);
                    for mark in hits.series.iter().flat_map(|series| &series.marks) {
                        let is_inside = mark.x >= -1.0 && mark.x <= width + 1.0 && mark.y >= -1.0;
                        assert!(is_inside, "{} at {width}: {mark:?}", spec.id);
                        assert!(!mark.words.is_empty(), "{}: {mark:?}", spec.id);
                    }
                }
            }
        }
    }
}

#[test]
fn the_same_chart_is_the_same_picture() {
    let catalogue = Catalogue::new(Language::English);
    for spec in charts::all(Language::English) {
        let draw = || svg(&spec, &Options::default(), &catalogue).unwrap();
        assert_eq!(draw(), draw());
    }
}

#[test]
fn a_picture_of_its_own_has_title_subtitle_source_and_a_description() {
    let spec = find("pareto", Language::English);
    let source = Some(Message::new("Made on this computer from sales.csv"));
    let options = Options { source, ..Options::default() };
    let catalogue = Catalogue::new(Language::English);
    let picture = svg(&spec, &options, &catalogue).unwrap();
    insta::assert_snapshot!(texts(&picture).join("\n"), @r#"
    0
    25
    50
    75
    100%
    0
    25
    50
    75
    100%
    customers, largest first
    share of sales
    20% of customers → 57%
    everyone equal
    The top 20% of customers (1,159) bring 57% of sales to known
    customers.
    Share of sales, customers ranked from largest · 5,795 customers · Dec 2009 – Dec 2011 · refunds netted
    Made on this computer from sales.csv
    "#);
    let bare = svg(&spec, &Options { has_words: false, ..options }, &catalogue).unwrap();
    assert!(!texts(&bare).iter().any(|text| text.contains("sales.csv")));
    assert!(picture.contains("<desc>Share of sales"));
}

#[test]
fn names_of_customers_cannot_break_the_document() {
    let spec = ChartSpec {
        title: "a < b & \"c\"".into(),
        y: Axis { scale: Scale::Band(vec!["<script>&'\"".into()]), ..Axis::default() },
        layers: vec![Layer::Bars {
            name: "".into(),
            at: vec![0.0],
            value: vec![Some(1.0)],
            base: vec![],
            tone: Tone::Accent,
        }],
        ..ChartSpec::default()
    };
    let picture = svg(&spec, &Options::default(), &Catalogue::new(Language::English)).unwrap();
    assert!(!picture.contains("<script"));
    assert!(picture.contains("<title>a &lt; b &amp; &quot;c&quot;</title>"));
}

fn said(id: &str, language: Language) -> String {
    let hits = hits(&find(id, language), &Options { language, ..Options::default() });
    let line = |series: &regulars::draw::Series| {
        let words: Vec<_> = series.marks.iter().take(2).map(|mark| mark.words.as_str()).collect();
        format!("[{}] {} × {}", series.name, words.join(" / "), series.marks.len())
    };
    hits.series.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn marks_say_what_they_are() {
    insta::assert_snapshot!(said("months", Language::English), @r#"
    [same month last year] same month last year – Dec 2010: £514,600 / same month last year – Jan 2011: £421,972 × 12
    [this year] this year – Dec 2010: £620,000 / this year – Jan 2011: £508,400 × 12
    "#);
    insta::assert_snapshot!(said("months", Language::TraditionalChinese), @r#"
    [去年同月] 去年同月，2010年12月：$514,600 / 去年同月，2011年1月：$421,972 × 12
    [今年] 今年，2010年12月：$620,000 / 今年，2011年1月：$508,400 × 12
    "#);
    insta::assert_snapshot!(said("pareto", Language::English), @r#"
    [everyone equal] everyone equal – customers, largest first: 0.0%, share of sales: 0.0% / everyone equal – customers, largest first: 1.0%, share of sales: 1.0% × 101
    [] customers, largest first: 0.0%, share of sales: 0.0% / customers, largest first: 1.0%, share of sales: 9.0% × 101
    "#);
    insta::assert_snapshot!(said("segments", Language::English), @"[customers] Champions: 1,634, 40% of all / Loyal customers: 1,128 × 6");
    insta::assert_snapshot!(said("rfm", Language::TraditionalChinese), @r#"
    [經常] 經常，很久以前：15 / 經常，85 × 5
    [顧客數] 很久以前：66 / 244 × 5
    [顧客數] 很久以前：147 / 281 × 5
    [顧客數] 很久以前：312 / 298 × 5
    [偶爾] 偶爾，很久以前：612 / 偶爾，244 × 5
    "#);
    insta::assert_snapshot!(said("bubbles", Language::English), @"[pairs] milk tea: support: 0.4%, lift: 6.10 / green tea: support: 0.6%, lift: 4.80 × 10");
    insta::assert_snapshot!(said("dots", Language::English), @"[] coupon: 14.0%, between 11.0% and 17.0% / free shipping: 10.0%, between 8.5% and 11.8% × 4");
    insta::assert_snapshot!(said("clusters", Language::English), @r#"
    [regulars] regulars – first component (44%): −3.86, second component (21%): 0.56 / regulars – first component (44%): −3.09, second component (21%): 0.62 × 60
    [big baskets] big baskets – first component (44%): −0.15, second component (21%): 0.63 / big baskets – first component (44%): 0.58, second component (21%): −0.15 × 60
    [once only] once only – first component (44%): −1.17, second component (21%): −2.82 / once only – first component (44%): −0.91, second component (21%): −1.63 × 60
    [bargain hunters] bargain hunters – first component (44%): 1.63, second component (21%): 2.11 / bargain hunters – first component (44%): 2.05, second component (21%): 3.85 × 60
    "#);
    insta::assert_snapshot!(said("treemap", Language::English), @"[] Tea: 32% / Milk tea: 29% × 9");
    insta::assert_snapshot!(said("forecast", Language::English), @r#"
    [80% interval] 80% interval – 31 Aug 2011: between 1,002 and 1,002 / 80% interval – 7 Sep 2011: between 1,012 and 1,026 × 21
    [expected] expected – 1 Dec 2010: 0 / expected – 8 Dec 2010: 39 × 60
    [observed] observed – 1 Dec 2010: 0 / observed – 8 Dec 2010: 51 × 46
    "#);
}

#[test]
fn numbers_stand_at_bars_when_they_fit_and_then_there_is_no_axis() {
    let catalogue = Catalogue::new(Language::English);
    let words = |id| texts(&svg(&find(id, Language::English), &Options::default(), &catalogue).unwrap());
    assert!(words("weekdays").contains(&"4,210".to_owned()));
    assert!(!words("weekdays").contains(&"4,000".to_owned()));
    assert!(words("stacked").contains(&"400".to_owned()));
}

#[test]
fn thousands_of_points_become_few_marks() {
    let hits = hits(&find("dense", Language::English), &Options::default());
    let n: usize = hits.series.iter().map(|series| series.marks.len()).sum();
    assert!(n > 50 && n < 2000, "{n}");
    let picture =
        svg(&find("dense", Language::English), &Options::default(), &Catalogue::new(Language::English))
            .unwrap();
    assert!(picture.len() < 200_000, "{}", picture.len());
}

#[test]
fn an_axis_of_a_given_range_clips() {
    let spec = ChartSpec {
        y: Axis { range: Some((0.0, 1.0)), format: Format::Share, ..Axis::default() },
        layers: vec![Layer::Line {
            name: "".into(),
            x: vec![0.0, 1.0, 2.0],
            y: vec![Some(0.5), Some(40.0), Some(0.5)],
            tone: Tone::Accent,
            is_dashed: false,
        }],
        ..ChartSpec::default()
    };
    let hits = hits(&spec, &Options::default());
    assert_eq!(hits.series[0].marks.len(), 2);
}

#[test]
fn every_chart_can_be_read_as_a_table() {
    for spec in charts::all(Language::English) {
        let table = as_table(&spec);
        let n_rows = table.n_rows();
        assert!(table.columns.iter().all(|column| column.cells.len() == n_rows), "{}", spec.id);
        assert!(n_rows > 0 || ["nothing", "no-values"].contains(&spec.id.as_str()), "{}", spec.id);
    }
    let columns = |id| {
        let table = as_table(&find(id, Language::English));
        let keys: Vec<_> = table.columns.iter().map(|column| column.key.clone()).collect();
        format!("{} × {}", keys.join(" "), table.n_rows())
    };
    assert_eq!(columns("months"), "at series_1 series_2 × 12");
    assert_eq!(columns("dots"), "at series_1_low series_1_high series_2 × 4");
    assert_eq!(columns("clusters"), "group x y × 240");
    assert_eq!(columns("bubbles"), "name x y × 10");
    assert_eq!(columns("cohorts").split(' ').count(), 16);
    assert_eq!(columns("treemap"), "name value × 9");
    assert_eq!(columns("dendrogram"), "x0 y0 x1 y1 × 12");
    assert_eq!(columns("graph"), "name × 5");
}
