//! What the check screen says is left out, merged or kept, and why a total differs.

mod common;

use regulars::ingest::{self, ReadOptions};
use regulars::message::Value;
use regulars::roles::{self, LedgerOptions, Passport};

struct Checked {
    passport: Passport,
    n_customers: usize,
    /// Why the reader's own total differs from the file's.
    reason: Box<dyn Fn(&str) -> String>,
}

fn check(text: &str) -> Checked {
    check_by(text, &[])
}

fn check_by(text: &str, rules: &[(&str, &str)]) -> Checked {
    let read = ingest::read("file.csv", text.as_bytes(), &ReadOptions::default()).unwrap();
    let mapping = roles::assign(&read);
    let mut options = LedgerOptions::default();
    rules.iter().for_each(|(rule, value)| options.set(rule, Some(value)).unwrap());
    let ledger = roles::ledger(&[("s", &read.table, &mapping)], &options).unwrap();
    let passport = roles::passport(
        &read.table,
        &read.profile,
        &read.set_aside,
        &read.notes,
        &mapping,
        &options,
        Some(&ledger),
    );
    let n_customers = ledger.customers.len();
    let reason =
        move |own: &str| match roles::explain_total(&read.table, &mapping, &options, Some(&ledger), own) {
            Ok(Some(message)) => match message.get("reason") {
                Some(Value::Message(reason)) => reason.key.to_string(),
                _ => "none".to_owned(),
            },
            other => format!("{other:?}"),
        };
    Checked { passport, n_customers, reason: Box::new(reason) }
}

impl Checked {
    fn left_out(&self, what: &str) -> (u32, String) {
        let row = self.passport.left_out.iter().find(|row| row.what.key == what);
        row.map_or((0, String::new()), |row| (row.n_rows, row.treatment.key.to_string()))
    }
}

#[test]
fn customer_numbers_that_differ_in_blanks_zeros_or_width_are_one() {
    let checked = check(
        "Order ID,Date,Customer ID,Amount\n1,2024-01-02,A12,10\n2,2024-01-03,Ａ１２,20\n3,2024-01-04,A 12,30\n\
         4,2024-01-05,00123,40\n5,2024-01-06,123,50\n6,2024-01-07,00123,60\n7,2024-01-08,a12,70\n",
    );
    // A12 three times, 00123 three times, a12: case may be part of a number.
    assert_eq!(checked.n_customers, 3);
    assert_eq!(checked.left_out("left-out-respelled"), (2, "treatment-respelled-merge".to_owned()));
}

#[test]
fn lines_that_are_wholly_the_same_are_kept_and_told() {
    let checked = check(
        "Order ID,Date,Customer ID,Product,Amount\n1,2024-01-02,A,Mug,10\n1,2024-01-02,A,Mug,10\n2,2024-01-03,B,Mug,20\n",
    );
    assert_eq!(checked.left_out("left-out-duplicates"), (1, "treatment-duplicates-keep".to_owned()));
    assert_eq!(checked.passport.total.unwrap().amount, Value::Money(40.0, String::new()));
}

#[test]
fn a_total_that_differs_has_its_likely_reason() {
    let checked = check(
        "Order ID,Date,Customer ID,Status,Shipping,Discount Amount,Total\n\
         1,2024-01-02,A,paid,5.00,1.00,100.00\n2,2024-01-20,,paid,5.00,0.00,60.00\n3,2024-02-02,B,cancelled,0.00,2.00,33.00\n\
         4,2024-02-10,A,paid,0.00,0.00,17.00\n",
    );
    let reason = &checked.reason;
    assert_eq!(reason("210"), "Ok(None)");
    assert_eq!(reason("177.00"), "total-reason-cancelled");
    assert_eq!(reason("200.00"), "total-reason-without-shipping");
    assert_eq!(reason("213.00"), "total-reason-before-discount");
    assert_eq!(reason("160.00"), "total-reason-last-month");
    assert_eq!(reason("220.50"), "total-reason-with-tax");
    assert_eq!(reason("150.00"), "total-reason-known-customers");
    assert_eq!(reason("123.45"), "none");
}

#[test]
fn a_reason_counts_only_rows_that_the_reader_keeps() {
    let checked = check_by(
        "Order ID,Date,Customer ID,Status,Total\n1,2024-01-02,A,paid,100.00\n2,2024-01-20,,paid,60.00\n\
         3,2024-02-02,B,cancelled,33.00\n4,2024-02-10,A,paid,17.00\n5,2024-03-01,A,paid,1000.00\n",
        &[("to", "2024-02-29")],
    );
    let reason = &checked.reason;
    assert_eq!(reason("210"), "Ok(None)");
    assert_eq!(reason("177.00"), "total-reason-cancelled");
    assert_eq!(reason("160.00"), "total-reason-last-month");
    assert_eq!(reason("150.00"), "total-reason-known-customers");
}

#[test]
fn money_left_out_is_told_in_its_own_currency() {
    let text = "Order ID,Date,Customer ID,Amount,Currency\n1,2024-01-02,A,50.00,USD\n2,2024-01-03,B,1000.00,TWD\n\
                3,2024-01-09,C,30.00,USD\n4,2024-03-03,A,70.00,USD\n";
    let total = |rules: &[(&str, &str)]| check_by(text, rules).passport.total.unwrap();
    let usd = |amount: f64| Value::Money(amount, "USD".into());
    let (all, january) = (total(&[]), total(&[("to", "2024-01-31")]));
    assert_eq!((all.amount, all.left_out), (usd(150.0), None));
    assert_eq!((january.amount, january.left_out), (usd(80.0), Some(usd(70.0))));
    let row = check(text).passport.left_out.into_iter().find(|row| row.what.key == "left-out-other-currency");
    assert_eq!(row.unwrap().amount, None);
}
