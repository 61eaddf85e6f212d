//! What a reader decides before and above the cells: rules for doubtful rows, parameters that cells share, which
//! customers the notebook is about.

mod common;

use common::notebooks::{opened, run_all, states};
use regulars::analysis::LabelValues;
use regulars::error::Kind;
use regulars::ingest::{self, ReadOptions};
use regulars::notebook::export::RowsWanted;
use regulars::notebook::{Document, Edit, Session, State, view};
use regulars::report::text::{Catalogue, Language};
use serde_json::{Value, json};

fn shop() -> String {
    let mut text = String::from("Order ID,Customer ID,Order Date,Product,Quantity,Unit Price\n");
    for i in 0..480 {
        let (customer, day, month) = (i % 120, i % 28 + 1, i / 40 % 12 + 1);
        let amount = 1 + customer % 9;
        text += &format!("A{i:05},K{customer:04},2024-{month:02}-{day:02},Tea,{amount},3.50\n");
    }
    text
}

fn open(document: Value) -> Session {
    let mut session = opened(&document, &shop());
    run_all(&mut session);
    session
}

fn notebook(cells: Value) -> Value {
    json!({"format": "regulars", "version": 1, "cells": cells})
}

fn edit(session: &mut Session, edit: Value) {
    session.edit(serde_json::from_value::<Edit>(edit).unwrap()).unwrap();
}

fn refused(session: &mut Session, edit: Value) -> Kind {
    session.edit(serde_json::from_value::<Edit>(edit).unwrap()).unwrap_err().kind
}

fn n_customers(session: &Session, cell: &str) -> usize {
    let (stored, holds) = session.result(cell, &session.keys()).unwrap();
    assert!(holds, "{cell}");
    stored.ledger.as_ref().unwrap().customers.len()
}

fn params(session: &Session, cell: &str) -> Value {
    session.document().cell(cell).unwrap().params.clone()
}

#[test]
fn a_rule_is_kept_in_the_file_makes_results_stale_and_comes_back_by_undo() {
    let mut session = open(notebook(json!([{"id": "a", "kind": "overview"}])));
    edit(&mut session, json!({"op": "rule", "source": "s1", "rule": "from", "value": "2024-07-01"}));
    assert_eq!(states(&session), [State::Stale]);
    run_all(&mut session);
    let saved = session.document().to_json();
    assert!(saved.contains("\"rules\": {\n        \"from\": \"2024-07-01\""), "{saved}");
    assert_eq!(Document::parse(&saved).unwrap(), *session.document());
    // The last half of the year: 240 of 480 orders, and the total says so.
    let (stored, _) = session.result("a", &session.keys()).unwrap();
    assert_eq!(stored.ledger.as_ref().unwrap().orders.len(), 240);
    assert!(session.passport("s1").unwrap().total.unwrap().left_out.is_some());
    assert!(matches!(
        refused(&mut session, json!({"op": "rule", "source": "s1", "rule": "retruns", "value": "x"})),
        Kind::Unknown { name, .. } if name == "retruns"
    ));
    assert!(session.undo());
    assert_eq!(states(&session), [State::Done]);
    assert!(!session.document().to_json().contains("rules"));
    let wrong = saved.replace("\"from\": \"2024-07-01\"", "\"retruns\": \"leave_out\"");
    let fault = format!("{:?}", Document::parse(&wrong).unwrap_err());
    assert!(fault.contains("retruns"), "{fault}");
}

#[test]
fn a_shared_parameter_reaches_the_cells_that_follow_it_and_no_others() {
    let mut session = open(notebook(json!([
        {"id": "a", "kind": "cohorts"}, {"id": "b", "kind": "flow"},
        {"id": "c", "kind": "flow", "params": {"period": "quarter"}}, {"id": "d", "kind": "rfm"}])));
    let all = [State::Done, State::Done, State::Done, State::Done];
    assert_eq!(states(&session), all);
    edit(&mut session, json!({"op": "share", "cell": "a", "field": "period"}));
    // Cells with the default follow it and their results stay; a chosen value stays its reader's own.
    assert_eq!(states(&session), all);
    let bound = json!({"period": {"$param": "period"}});
    assert_eq!((params(&session, "a"), params(&session, "b")), (bound.clone(), bound));
    assert_eq!(params(&session, "c"), json!({"period": "quarter"}));
    edit(&mut session, json!({"op": "param", "id": "period", "value": "quarter"}));
    assert_eq!(states(&session), [State::Stale, State::Stale, State::Done, State::Done]);
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    let shown = view::notebook(&session, &words);
    assert_eq!((shown.params.len(), shown.params[0].n_cells), (1, 2));
    let fields = view::cell(&session, "b", &words).unwrap().fields;
    let field = fields.iter().find(|field| field.name == "period").unwrap();
    assert_eq!((field.value.as_str(), field.shared.as_deref()), ("\"quarter\"", Some("period")));
    // The numbers are those of a cell with a value of its own.
    let output = |cell: &str| {
        let (stored, _) = session.result(cell, &session.keys()).unwrap();
        stored.outcome.as_ref().unwrap().output_json().unwrap()
    };
    assert_eq!(output("b"), output("c"));
    // One cell leaves; then nobody shares, and every result stays.
    edit(&mut session, json!({"op": "unshare", "cell": "b", "field": "period"}));
    edit(&mut session, json!({"op": "remove_param", "id": "period"}));
    assert_eq!(states(&session), all);
    assert_eq!(
        (params(&session, "a"), params(&session, "b")),
        (params(&session, "c"), params(&session, "c"))
    );
    for _ in 0..4 {
        assert!(session.undo());
    }
    assert_eq!((states(&session), params(&session, "a")), (all.to_vec(), Value::Null));
}

#[test]
fn a_reference_to_nothing_names_what_it_wants() {
    let session =
        open(notebook(json!([{"id": "a", "kind": "flow", "params": {"period": {"$param": "perod"}}}])));
    assert_eq!(states(&session), [State::Blocked]);
    let fault = session.prepare("a").err().unwrap().kind;
    assert!(matches!(&fault, Kind::Unknown { name, .. } if name == "perod"), "{fault:?}");
    let mut session = session;
    assert!(matches!(
        refused(&mut session, json!({"op": "param", "id": "perod", "value": 1})),
        Kind::Unknown { .. }
    ));
    let twice = json!({"format": "regulars", "version": 1, "cells": [{"id": "a", "kind": "rfm"}],
        "params": [{"id": "a", "kind": "flow", "field": "period", "value": "month"}]});
    assert!(Document::parse(&twice.to_string()).is_err());
}

#[test]
fn the_notebook_is_about_some_customers_and_the_groups_are_still_found_among_all() {
    let mut session = open(notebook(json!([
        {"id": "r", "kind": "rfm"}, {"id": "a", "kind": "concentration"},
        {"id": "l", "kind": "list", "use": ["r"]}])));
    let words = Catalogue::new(Language::English);
    let classes = |session: &Session| {
        let shown = view::notebook(session, &words).customers;
        shown.into_iter().find(|grouping| grouping.label == "segment").unwrap().classes
    };
    // Groups that have somebody in them.
    let (stored, _) = session.result("r", &session.keys()).unwrap();
    let LabelValues::Class { codes, .. } = &stored.outcome.as_ref().unwrap().labels[0].values else {
        panic!()
    };
    let mut used: Vec<usize> = codes.iter().flatten().map(|&code| code as usize).collect();
    used.sort_unstable();
    let id = |session: &Session, code: usize| classes(session)[code].id.clone();
    let (first, last) = (id(&session, used[0]), id(&session, used[used.len() - 1]));
    assert_ne!(first, last);
    edit(
        &mut session,
        json!({"op": "filter", "cell": "l", "filter": {"cell": "r", "label": "segment", "is": [first]}}),
    );
    run_all(&mut session);
    let own = n_customers(&session, "l");
    let filter = json!({"cell": "r", "label": "segment", "is": [last]});
    edit(&mut session, json!({"op": "customers", "filter": filter}));
    assert_eq!(states(&session), [State::Done, State::Stale, State::Done]);
    run_all(&mut session);
    assert_eq!((n_customers(&session, "r"), n_customers(&session, "l")), (120, own));
    let some = n_customers(&session, "a");
    assert!(some > 0 && some < 120, "{some}");
    let kept = classes(&session).into_iter().find(|class| class.is_kept).unwrap();
    assert_eq!(kept.id, last);
    // Each cell says whom it is about: the one with a filter of its own its own customers.
    let base = |cell: &str| view::cell(&session, cell, &words).unwrap().base.unwrap_or_default();
    assert!(base("a").contains(&format!("only {}", kept.label)), "{}", base("a"));
    assert!(base("l").contains("only ") && !base("l").contains(&kept.label), "{}", base("l"));
    // Without data values the choice stays behind.
    let bare = session.save(false, "2026-01-01T00:00:00Z").unwrap();
    assert!(Document::parse(&bare).unwrap().params.is_empty());
    let whole = session.save(true, "2026-01-01T00:00:00Z").unwrap();
    assert_eq!(Document::parse(&whole).unwrap().params.len(), 1);
    edit(&mut session, json!({"op": "customers", "filter": null}));
    assert_eq!(states(&session), [State::Done, State::Done, State::Done]);
}

#[test]
fn shared_values_of_the_data_are_saved_and_left_behind_as_a_cells_own() {
    let cell = json!({"id": "a", "kind": "clusters", "params": {"features": {"$param": "f"}, "seed": {"$param": "s"}}});
    let mut document = notebook(json!([cell]));
    document["params"] = json!([
        {"id": "f", "kind": "clusters", "field": "features", "value": ["net"]},
        {"id": "s", "kind": "clusters", "field": "seed", "value": 7}]);
    let mut session = open(document);
    let bare = Document::parse(&session.save(false, "").unwrap()).unwrap();
    assert_eq!((bare.params.len(), &bare.cells[0].params), (1, &json!({"seed": {"$param": "s"}})));
    edit(&mut session, json!({"op": "param", "id": "f", "value": ["K0007"]}));
    let fault = session.save(true, "").unwrap_err();
    assert!(matches!(fault.kind, Kind::Refused { .. }), "{fault:?}");
}

fn money(session: &Session) -> f64 {
    let (stored, holds) = session.result("a", &session.keys()).unwrap();
    assert!(holds);
    let ledger = stored.ledger.as_ref().unwrap();
    ledger.major(ledger.net())
}

fn derive(session: &mut Session, before: Option<&str>, column: Option<(&str, &str)>) {
    let column = column.map(|(name, formula)| json!({"name": name, "formula": formula}));
    edit(session, json!({"op": "derive", "source": "s1", "before": before, "column": column}));
}

#[test]
fn a_computed_column_can_be_the_money_and_goes_by_undo() {
    let mut session = open(notebook(json!([{"id": "a", "kind": "overview"}])));
    let whole = money(&session);
    derive(&mut session, None, Some(("Half", "[Quantity] * [Unit Price] / 2")));
    derive(&mut session, None, Some(("Net", "ROUND([Half], 2)")));
    let mut mapping: Value = serde_json::to_value(&*session.mapping("s1").unwrap()).unwrap();
    mapping["roles"]
        .as_array_mut()
        .unwrap()
        .push(json!({"role": "line_total", "column": "Net", "confidence": 1.0}));
    edit(&mut session, json!({"op": "mapping", "source": "s1", "mapping": mapping}));
    run_all(&mut session);
    assert_eq!(money(&session), whole / 2.0);
    let passport = session.passport("s1").unwrap();
    let row = passport.columns.iter().find(|column| column.name == "Net").unwrap();
    assert_eq!((row.formula.as_deref(), row.role.as_deref()), (Some("ROUND([Half], 2)"), Some("line_total")));
    // Another formula makes the result stale; another name takes the role along.
    derive(&mut session, Some("Net"), Some(("Thrice", "[Half] * 6")));
    assert_eq!(states(&session), [State::Stale]);
    run_all(&mut session);
    assert_eq!(money(&session), whole * 3.0);
    let text = session.document().to_json();
    assert_eq!(Document::parse(&text).unwrap(), *session.document());
    // The file comes again, and a newer one of the same columns: the columns are computed from it.
    let mut again = Session::default();
    again.open(Document::parse(&text).unwrap());
    let read = ingest::read("next.csv", shop().as_bytes(), &ReadOptions::default()).unwrap();
    again.put(None, read, &ReadOptions::default());
    run_all(&mut again);
    assert_eq!((again.document().sources.len(), money(&again)), (1, whole * 3.0));
    for _ in 0..4 {
        assert!(session.undo());
    }
    assert_eq!((states(&session), session.loaded("s1").unwrap().table.columns.len()), (vec![State::Done], 6));
    assert_eq!(money(&session), whole);
}

#[test]
fn a_column_that_cannot_be_computed_stops_what_would_be_wrong() {
    let mut session = open(notebook(json!([{"id": "a", "kind": "overview"}])));
    for (name, formula) in [("Net", "[Qantity]"), ("Quantity", "1"), (" Net", "1")] {
        let wrong = json!({"op": "derive", "source": "s1", "column": {"name": name, "formula": formula}});
        assert!(matches!(refused(&mut session, wrong), Kind::Parameter { .. }), "{name}");
    }
    derive(&mut session, None, Some(("A", "[Quantity] + 1")));
    derive(&mut session, None, Some(("B", "[A] + 1")));
    let trial = session.try_formula("s1", "", "[A] * [B]").unwrap();
    assert_eq!(
        (trial.columns, trial.rows[0].clone(), trial.rows.len()),
        (vec!["A".into(), "B".into()], vec!["2".into(), "3".into(), "6".into()], 5)
    );
    // A column reads only those before it.
    assert!(session.try_formula("s1", "A", "[B]").unwrap().why.is_some());
    // A column that another reads stays; its new name reaches the other.
    let gone = json!({"op": "derive", "source": "s1", "before": "A"});
    let Kind::Refused { why } = refused(&mut session, gone) else { panic!() };
    let words = Catalogue::new(Language::English);
    assert!(words.text(&why).contains("read by B"), "{}", words.text(&why));
    derive(&mut session, Some("A"), Some(("A]1", "[Quantity] + 2")));
    assert_eq!(session.document().sources[0].derive[1].formula, "[A]]1] + 1");
    assert_eq!((states(&session), session.passport("s1").unwrap().broken.len()), (vec![State::Stale], 0));
    // A file that lacks a column blocks.
    let mut document = notebook(json!([{"id": "a", "kind": "overview"}]));
    document["sources"] = json!([{"id": "s1", "derive": [{"name": "B", "formula": "[A] + 1"}]}]);
    let mut session = open(document);
    assert_eq!(states(&session), [State::Blocked]);
    let passport = session.passport("s1").unwrap();
    assert_eq!((passport.broken.len(), passport.broken[0].name.as_str()), (1, "B"));
    let said = words.error(&session.prepare("a").err().unwrap());
    assert!(said.contains("“B”") && said.contains("there is no column “A”"), "{said}");
    derive(&mut session, Some("B"), None);
    run_all(&mut session);
    assert_eq!(states(&session), [State::Done]);
}

#[test]
fn files_of_the_same_columns_share_computed_ones() {
    let mut session = open(notebook(json!([{"id": "a", "kind": "overview"}])));
    let read =
        ingest::read("more.csv", shop().replace("A0", "B0").as_bytes(), &ReadOptions::default()).unwrap();
    session.put(None, read, &ReadOptions::default());
    let stacked = |session: &Session| session.relations()[0].bond == regulars::roles::relate::Bond::Stack;
    assert!(stacked(&session));
    derive(&mut session, None, Some(("Net", "[Quantity] * [Unit Price]")));
    assert!(stacked(&session) && session.loaded("s2").unwrap().table.column("Net").is_some());
    edit(&mut session, json!({"op": "derive", "source": "s2", "before": "Net"}));
    assert!(stacked(&session) && session.loaded("s1").unwrap().table.column("Net").is_none());
}

#[test]
fn a_computed_column_is_as_personal_as_what_it_carries() {
    let mut session = open(notebook(json!([
        {"id": "q", "kind": "query", "params": {"by": "Again"}},
        {"id": "t", "kind": "query", "params": {"by": "Known"}}])));
    derive(&mut session, None, Some(("Copy", "LEFT([Customer ID], 50)")));
    derive(&mut session, None, Some(("Again", "\"x\" & [Copy]")));
    derive(&mut session, None, Some(("Known", "IF([Customer ID] = \"K0001\", \"yes\", \"no\")")));
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    let wanted = |search: &str| json!({"offset": 0, "limit": 2, "search": search, "is_masked": true});
    let sheet = |search: &str| {
        let wanted: RowsWanted = serde_json::from_value(wanted(search)).unwrap();
        regulars::notebook::sheet::sheet(&session, "s1", &wanted, &words).unwrap()
    };
    assert_eq!(sheet("").rows[0].cells[6..], ["•••", "•••", "no"]);
    assert_eq!(sheet("xk0007").n_rows, 0);
    let said = |cell: &str| {
        let (stored, _) = session.result(cell, &session.keys()).unwrap();
        stored.outcome.as_ref().unwrap().output_json().unwrap().to_string()
    };
    assert!(!said("q").contains("xK0") && said("t").contains("yes"));
    let columns = session.passport("s1").unwrap().columns;
    assert!(columns[6].is_personal && columns[7].is_personal && !columns[8].is_personal);
    edit(&mut session, json!({"op": "note", "cell": "t", "text": "ask xK0007"}));
    assert!(matches!(session.save(true, "").unwrap_err().kind, Kind::Refused { .. }));
}

#[test]
fn without_its_finder_the_notebook_is_about_everybody_and_a_lost_filter_can_be_taken_away() {
    let cells = json!([{"id": "r", "kind": "rfm"}, {"id": "a", "kind": "concentration"}]);
    let mut session = open(notebook(cells.clone()));
    let filter = json!({"cell": "r", "label": "segment", "is": ["champions"]});
    edit(&mut session, json!({"op": "customers", "filter": filter}));
    edit(&mut session, json!({"op": "remove", "cell": "r"}));
    run_all(&mut session);
    assert_eq!((states(&session), session.document().params.len()), (vec![State::Done], 0));
    assert!(session.undo());
    assert_eq!(session.document().params.len(), 1);
    // A file that names a cell it does not have: the filter is shown, chosen, and can be let go.
    let mut document = notebook(cells);
    document["params"] = json!([{"id": "customers", "kind": "customers",
        "value": {"cell": "gone", "label": "segment", "is": ["champions"]}}]);
    let mut session = open(document);
    assert_eq!(states(&session), [State::Blocked, State::Blocked]);
    let words = Catalogue::new(Language::English);
    let shown = view::notebook(&session, &words).customers;
    let kept: Vec<_> =
        shown.iter().flat_map(|grouping| &grouping.classes).filter(|class| class.is_kept).collect();
    assert_eq!((kept.len(), kept[0].label.as_str()), (1, "champions (no result)"));
    edit(&mut session, json!({"op": "customers", "filter": null}));
    run_all(&mut session);
    assert_eq!(states(&session), [State::Done, State::Done]);
}

fn role_on(session: &mut Session, source: &str, role: &str, column: &str) {
    let mut mapping: Value = serde_json::to_value(&*session.mapping(source).unwrap()).unwrap();
    mapping["roles"].as_array_mut().unwrap().push(json!({"role": role, "column": column, "confidence": 1.0}));
    edit(session, json!({"op": "mapping", "source": source, "mapping": mapping}));
}

#[test]
fn a_computed_column_that_goes_leaves_other_files_their_roles() {
    let mut session = open(notebook(json!([])));
    let other = "Customer ID,Net,City\nK0001,5.00,Oslo\nK0002,6.00,Bergen\n";
    let read = ingest::read("other.csv", other.as_bytes(), &ReadOptions::default()).unwrap();
    session.put(None, read, &ReadOptions::default());
    derive(&mut session, None, Some(("Net", "[Quantity] * [Unit Price]")));
    role_on(&mut session, "s1", "line_total", "Net");
    role_on(&mut session, "s2", "tax", "Net");
    let has = |session: &Session, source: &str, column: &str| {
        session.mapping(source).unwrap().roles.iter().any(|choice| choice.column == column)
    };
    derive(&mut session, Some("Net"), Some(("Sales", "[Quantity] * [Unit Price]")));
    assert!(has(&session, "s1", "Sales") && has(&session, "s2", "Net") && !has(&session, "s2", "Sales"));
    derive(&mut session, Some("Sales"), None);
    assert!(!has(&session, "s1", "Sales") && has(&session, "s2", "Net"));
}

#[test]
fn a_newer_file_with_the_columns_name_keeps_its_own_and_says_so() {
    let mut session = open(notebook(json!([{"id": "a", "kind": "overview"}])));
    derive(&mut session, None, Some(("Net", "[Quantity] * 2")));
    let newer = shop().replace("Unit Price\n", "Unit Price,Net\n").replace(",3.50\n", ",3.50,9\n");
    let read = ingest::read("newer.csv", newer.as_bytes(), &ReadOptions::default()).unwrap();
    session.put(Some("s1"), read, &ReadOptions::default());
    let columns = &session.loaded("s1").unwrap().table.columns;
    assert_eq!(columns.iter().filter(|column| column.name == "Net").count(), 1);
    assert_eq!((states(&session), session.passport("s1").unwrap().broken.len()), (vec![State::Blocked], 1));
    let words = Catalogue::new(Language::English);
    let said = words.error(&session.prepare("a").err().unwrap());
    assert!(said.contains("“Net”") && said.contains("the file has a column of its own"), "{said}");
    derive(&mut session, Some("Net"), Some(("Twice", "[Quantity] * 2")));
    run_all(&mut session);
    assert_eq!(states(&session), [State::Done]);
}

#[test]
fn a_sheet_sorted_by_a_computed_column_follows_its_formula() {
    let mut session = open(notebook(json!([])));
    derive(&mut session, None, Some(("N", "VALUE(RIGHT([Order ID], 3))")));
    derive(&mut session, None, Some(("Next", "[N] + 1")));
    let first = |session: &Session| {
        let wanted: RowsWanted = serde_json::from_value(json!({"limit": 1, "sort": "N"})).unwrap();
        let words = Catalogue::new(Language::English);
        regulars::notebook::sheet::sheet(session, "s1", &wanted, &words).unwrap().rows[0].cells.clone()
    };
    assert_eq!((first(&session)[0].as_str(), first(&session)[7].as_str()), ("A00000", "1"));
    derive(&mut session, Some("N"), Some(("N", "0 - VALUE(RIGHT([Order ID], 3))")));
    assert_eq!((first(&session)[0].as_str(), first(&session)[7].as_str()), ("A00479", "-478"));
    // What stands before the change stays as it is.
    derive(&mut session, Some("Next"), Some(("Next", "[N] + 2")));
    assert_eq!(first(&session)[6..], ["-479", "-477"]);
}

#[test]
fn a_computed_column_is_read_under_its_new_name_and_not_taken_from_a_cell() {
    let cells = json!([
        {"id": "q", "kind": "query", "params": {"by": "Size", "column": "Product", "value": "Size"}},
        {"id": "f", "kind": "filter", "params": {"attribute": "Size", "values": ["big"]}}]);
    let mut document = notebook(cells);
    document["sources"] = json!([{"id": "s1", "derive": [
        {"name": "Size", "formula": "IF([Quantity] > 4, \"big\", \"small\")"}]}]);
    let mut session = open(document);
    let gone = json!({"op": "derive", "source": "s1", "before": "Size"});
    let Kind::Refused { why } = refused(&mut session, gone) else { panic!() };
    let words = Catalogue::new(Language::English);
    assert!(words.text(&why).contains("“Size” is still read by"), "{}", words.text(&why));
    derive(&mut session, Some("Size"), Some(("Width", "IF([Quantity] > 4, \"big\", \"small\")")));
    assert_eq!(params(&session, "q"), json!({"by": "Width", "column": "Product", "value": "Size"}));
    assert_eq!(params(&session, "f"), json!({"attribute": "Width", "values": ["big"]}));
    run_all(&mut session);
    assert_eq!(states(&session), [State::Done, State::Done]);
}

#[test]
fn a_shared_condition_is_not_imposed_on_other_cells() {
    let mut session = open(notebook(json!([
        {"id": "a", "kind": "filter", "params": {"min_orders": 3}}, {"id": "b", "kind": "filter"},
        {"id": "c", "kind": "filter", "params": {"min_orders": 3}},
        {"id": "q", "kind": "query", "params": {"measure": "sum"}}, {"id": "r", "kind": "query"},
        {"id": "h", "kind": "cohorts", "params": {"period": "quarter"}}, {"id": "i", "kind": "flow"}])));
    edit(&mut session, json!({"op": "share", "cell": "a", "field": "min_orders"}));
    edit(&mut session, json!({"op": "share", "cell": "b", "field": "max_orders"}));
    edit(&mut session, json!({"op": "share", "cell": "q", "field": "measure"}));
    edit(&mut session, json!({"op": "share", "cell": "h", "field": "period"}));
    let follows = |cell: &str, name: &str| params(&session, cell)[name].is_object();
    assert!(follows("a", "min_orders") && follows("c", "min_orders") && !follows("b", "min_orders"));
    assert!(follows("b", "max_orders") && !follows("a", "max_orders"));
    assert!(follows("q", "measure") && !follows("r", "measure"));
    // A setting that several kinds have reaches those without a choice of their own.
    assert!(follows("h", "period") && follows("i", "period"));
}

#[test]
fn formulas_hold_no_persons_and_values_of_conditions_stay_behind() {
    let mut session = open(notebook(json!([
        {"id": "q", "kind": "query", "params": {"by": "Product", "column": "Product", "comparison": "contains",
            "value": "Te", "column_2": "Quantity", "comparison_2": "empty"}},
        {"id": "f", "kind": "filter", "params": {"title": "Tea people", "attribute": "Product", "values": ["Tea"],
            "min_orders": 2}}])));
    let saved = session.save(false, "").unwrap();
    let bare = Document::parse(&saved).unwrap();
    assert_eq!(
        bare.cells[0].params,
        json!({"by": "Product", "column_2": "Quantity", "comparison_2": "empty"})
    );
    assert_eq!(bare.cells[1].params, json!({"min_orders": 2}));
    assert!(session.save(true, "").unwrap().contains("Tea people"));
    edit(&mut session, json!({"op": "share", "cell": "q", "field": "value"}));
    let bare = Document::parse(&session.save(false, "").unwrap()).unwrap();
    assert_eq!((bare.params.len(), bare.cells[0].params.get("column")), (0, None));
    derive(&mut session, None, Some(("Apart", "IF([Customer ID] = \"K0007\", 0, [Quantity])")));
    let error = session.save(true, "").unwrap_err();
    let words = Catalogue::new(Language::English);
    assert!(words.error(&error).contains("the computed column “Apart” holds"), "{}", words.error(&error));
}

#[test]
fn a_computed_name_becomes_no_attribute_of_customers() {
    let mut session = open(notebook(json!([{"id": "f", "kind": "filter", "params": {"attribute": "Who"}}])));
    let mut people = String::from("Customer ID,Customer Name,Tier\n");
    for i in 0..120 {
        people += &format!("K{i:04},Ada Quux{},{}\n", i % 40, ["gold", "silver", "basic"][i % 3]);
    }
    let read = ingest::read("people.csv", people.as_bytes(), &ReadOptions::default()).unwrap();
    let id = session.put(None, read, &ReadOptions::default());
    for (name, formula) in [("Who", "UPPER([Customer Name])"), ("Upper", "UPPER([Tier])")] {
        edit(
            &mut session,
            json!({"op": "derive", "source": id, "column": {"name": name, "formula": formula}}),
        );
    }
    let ledger = session.inputs_of_all().ledger.unwrap();
    let names: Vec<&str> = ledger.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    assert!(names.contains(&"Upper") && names.contains(&"Tier") && !names.contains(&"Who"), "{names:?}");
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    let said =
        words.error(&session.result("f", &session.keys()).unwrap().0.outcome.as_ref().err().unwrap().clone());
    assert!(!said.to_uppercase().contains("QUUX"), "{said}");
}
