//! What the cell says of segments.

use super::segments::title;
use super::{CustomerScore, Money, Output, Segment};
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Details, Finding, Layer, Report, Scale, Scope, TableColumn,
    TableSpec,
};

/// The gate of segment sentences: this many customers, this part of them repeating.
const N_CUSTOMERS: usize = 200;
const REPEAT_SHARE: f64 = 0.1;

pub(super) fn report(output: &Output, inputs: &Inputs) -> Report {
    let mut findings = Vec::new();
    if is_thin(output) {
        findings.push(thin(output));
    } else {
        findings.extend(headline(output));
        findings.extend(one_customer(output));
        findings.extend(silent(output));
        findings.extend(moved(output));
    }
    let mut tables = vec![segment_table(output), customer_table(output, inputs), cut_table(output)];
    tables.extend(flow_table(output));
    tables.push(map_table(output));
    Report {
        findings,
        base: Some(base(output)),
        charts: vec![grid(output), treemap(output)],
        tables,
        notes: notes(output),
        method: vec!["rfm-method".into(), "rfm-method-map".into()],
        checked: (!is_thin(output)).then(|| checked(output)),
    }
}

fn is_thin(output: &Output) -> bool {
    output.customers.len() < N_CUSTOMERS || output.repeat_share < REPEAT_SHARE
}

fn n_repeat(output: &Output) -> usize {
    output.customers.iter().filter(|customer| customer.n_orders > 1).count()
}

fn thin(output: &Output) -> Finding {
    Finding::new(
        Message::new("rfm-thin")
            .count("n", output.customers.len())
            .count("repeat", n_repeat(output))
            .count("need", N_CUSTOMERS)
            .share("share", REPEAT_SHARE),
    )
}

fn money(output: &Output, amount: f64) -> Value {
    Value::Money(amount, output.currency.clone())
}

fn members(output: &Output, segments: &[u16]) -> Vec<u32> {
    let inside = |customer: &&CustomerScore| segments.contains(&customer.segment_idx);
    output.customers.iter().filter(inside).map(|customer| customer.customer).collect()
}

/// The segment that brings most, with its part of customers and of money.
fn headline(output: &Output) -> Option<Finding> {
    let total: f64 = output.customers.iter().map(|customer| customer.monetary).sum();
    let (position, segment) = output
        .segments
        .iter()
        .enumerate()
        .max_by(|(i, a), (j, b)| a.monetary.total_cmp(&b.monetary).then(j.cmp(i)))?;
    let share = segment.monetary_share?;
    if !(0.0..=1.0).contains(&share) || !output.has_money {
        return largest_by_count(output);
    }
    let scope = Scope::Customers(members(output, &[position as u16]));
    let message = Message::new("rfm-headline")
        .with("segment", title(&segment.segment).into())
        .count("n", segment.n_customers as usize)
        .share("customers", segment.customer_share)
        .share("money", share);
    let counts = Message::new("rfm-formula")
        .with("part", Value::Count(f64::from(segment.n_customers)))
        .with("whole", Value::Count(output.customers.len() as f64));
    let amounts = Message::new("rfm-formula")
        .with("part", money(output, segment.monetary))
        .with("whole", money(output, total));
    Some(
        Finding::new(message)
            .trace("n", "rfm-what-segment".into(), scope.clone())
            .trace_formula("customers", "rfm-what-customer-share".into(), counts, scope.clone())
            .trace_formula("money", what_money(output), amounts, scope),
    )
}

fn largest_by_count(output: &Output) -> Option<Finding> {
    let (position, segment) =
        output.segments.iter().enumerate().max_by_key(|(i, s)| (s.n_customers, std::cmp::Reverse(*i)))?;
    let scope = Scope::Customers(members(output, &[position as u16]));
    let message = Message::new("rfm-headline-count")
        .with("segment", title(&segment.segment).into())
        .count("n", segment.n_customers as usize)
        .share("customers", segment.customer_share);
    Some(Finding::new(message).trace("n", "rfm-what-segment".into(), scope))
}

fn what_money(output: &Output) -> Message {
    Message::new(if output.money == Money::Net { "rfm-what-net-share" } else { "rfm-what-gross-share" })
}

/// A customer who alone brings half of the money or more: the shares of segments then say little of the others. Who it
/// is stands behind the number only, where names can be masked.
fn one_customer(output: &Output) -> Option<Finding> {
    let total: f64 = output.customers.iter().map(|customer| customer.monetary).sum();
    let largest = output.customers.iter().max_by(|a, b| a.monetary.total_cmp(&b.monetary))?;
    let share = largest.monetary / total;
    if !output.has_money || !(0.5..=1.0).contains(&share) {
        return None;
    }
    let amounts = Message::new("rfm-formula")
        .with("part", money(output, largest.monetary))
        .with("whole", money(output, total));
    let message = Message::new("rfm-one-customer").share("money", share);
    let scope = Scope::Customers(vec![largest.customer]);
    Some(Finding::new(message).trace_formula("money", what_money(output), amounts, scope))
}

/// Those who were worth much and are silent.
fn silent(output: &Output) -> Option<Finding> {
    let valued = ["at_risk", "cannot_lose", "previously_loyal"];
    let segments: Vec<u16> = (0u16..)
        .zip(&output.segments)
        .filter(|(_, segment)| valued.contains(&segment.segment.as_str()))
        .map(|(i, _)| i)
        .collect();
    let inside = || output.customers.iter().filter(|customer| segments.contains(&customer.segment_idx));
    let days = crate::stats::quantile::median(inside().map(|customer| f64::from(customer.days_since_last)))?;
    let amount: f64 = inside().map(|customer| customer.monetary).sum();
    let scope = Scope::Customers(members(output, &segments));
    let key = if output.has_money { "rfm-silent" } else { "rfm-silent-orders" };
    let message = Message::new(key)
        .count("n", inside().count())
        .with("days", Value::Duration(days))
        .with("money", money(output, amount));
    let finding = Finding::new(message).trace("n", "rfm-what-silent".into(), scope.clone()).trace(
        "days",
        "rfm-what-median-days".into(),
        scope.clone(),
    );
    Some(if output.has_money { finding.trace("money", "rfm-what-money".into(), scope) } else { finding })
}

fn moved(output: &Output) -> Option<Finding> {
    let movement = output.movement.as_ref().filter(|movement| movement.n_compared >= 30)?;
    let message = Message::new("rfm-moved")
        .with("from", Value::Day(movement.from_day))
        .count("n", movement.n_changed as usize)
        .count("all", movement.n_compared as usize)
        .count("acted", movement.n_acted as usize)
        .count("time", movement.n_time_passed as usize);
    let mut changed = [movement.acted.clone(), movement.time_passed.clone()].concat();
    changed.sort_unstable();
    Some(
        Finding::new(message)
            .trace("n", "rfm-what-changed".into(), Scope::Customers(changed))
            .trace("acted", "rfm-what-acted".into(), Scope::Customers(movement.acted.clone()))
            .trace("time", "rfm-what-time".into(), Scope::Customers(movement.time_passed.clone())),
    )
}

fn base(output: &Output) -> Message {
    let key = if output.money == Money::Net { "rfm-base" } else { "rfm-base-gross" };
    Message::new(key)
        .count("n", output.customers.len())
        .with("from", Value::Day(output.first_day))
        .with("as-of", Value::Day(output.as_of))
}

fn checked(output: &Output) -> Checked {
    let (state, key) = match output.bootstrap_ari {
        ari if ari >= 0.8 => (CheckState::Held, "rfm-checked-held"),
        ari if ari >= 0.6 => (CheckState::Weak, "rfm-checked-weak"),
        _ => (CheckState::DidNotHold, "rfm-checked-not"),
    };
    Checked { state, message: Message::new(key).with("ari", Value::Number(output.bootstrap_ari, 2)) }
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    let unpaid = output.customers.iter().filter(|customer| customer.monetary <= 0.0).count();
    if output.has_money && output.money == Money::Net && unpaid > 0 {
        notes.push(Message::new("rfm-note-net").count("n", unpaid));
    }
    let ties = output.customers.iter().filter(|customer| customer.n_orders == 1).count();
    if output.cut_points.frequency.windows(2).any(|pair| pair[0] == pair[1]) {
        notes.push(Message::new("rfm-note-ties").count("n", ties).count("bins", output.n_bins.into()));
    }
    if output.are_cut_points_frozen {
        notes.push("rfm-note-frozen".into());
    }
    if output.n_without_orders > 0 {
        notes.push(Message::new("rfm-note-without").count("n", output.n_without_orders as usize));
    }
    if !output.has_money {
        notes.push("rfm-note-no-money".into());
    }
    notes
}

/// Recency down, frequency across; the number is customers, the shade money.
fn grid(output: &Output) -> ChartSpec {
    let n = usize::from(output.n_bins);
    let mut count = vec![0usize; n * n];
    let mut amount = vec![0.0; n * n];
    for customer in &output.customers {
        let at = (n - usize::from(customer.r)) * n + usize::from(customer.f) - 1;
        count[at] += 1;
        amount[at] += if output.has_money { customer.monetary.max(0.0) } else { 1.0 };
    }
    let most = amount.iter().copied().fold(0.0, f64::max);
    let band = |key: &'static str, scores: &mut dyn Iterator<Item = usize>| {
        Scale::Band(scores.map(|score| Message::new(key).count("n", score)).collect())
    };
    let detail = |at: usize| {
        Message::new("rfm-grid-detail").count("n", count[at]).with("money", money(output, amount[at]))
    };
    ChartSpec {
        id: "grid".into(),
        title: headline(output).filter(|_| !is_thin(output)).map_or("rfm-grid".into(), |f| f.message),
        subtitle: Message::new(if output.has_money {
            "rfm-grid-subtitle"
        } else {
            "rfm-grid-subtitle-count"
        })
        .count("n", n),
        description: Message::new("rfm-grid-description").count("n", output.customers.len()),
        x: Axis { scale: band("rfm-score-f", &mut (1..=n)), ..Axis::default() },
        y: Axis { scale: band("rfm-score-r", &mut (1..=n).rev()), ..Axis::default() },
        layers: vec![Layer::Heat {
            name: "rfm-grid".into(),
            n_columns: n as u32,
            value: (0..n * n).map(|at| (count[at] > 0 && most > 0.0).then(|| amount[at] / most)).collect(),
            text: count.iter().map(|&c| Message::new("rfm-grid-cell").count("n", c)).collect(),
            is_diverging: false,
        }],
        details: if output.has_money {
            vec![Details { layer: 0, words: (0..n * n).map(detail).collect() }]
        } else {
            Vec::new()
        },
        ..ChartSpec::default()
    }
}

/// Area is customers, shade money per customer.
fn treemap(output: &Output) -> ChartSpec {
    let shown: Vec<&Segment> = output.segments.iter().filter(|segment| segment.n_customers > 0).collect();
    let average = |segment: &Segment| (segment.monetary / f64::from(segment.n_customers)).max(0.0);
    let most = shown.iter().map(|segment| average(segment)).fold(0.0, f64::max);
    let hidden = || Axis { scale: Scale::Hidden, ..Axis::default() };
    let detail = |segment: &Segment| {
        let key = if output.has_money { "rfm-treemap-detail" } else { "rfm-treemap-detail-count" };
        Message::new(key)
            .count("n", segment.n_customers as usize)
            .share("customers", segment.customer_share)
            .share("money", segment.monetary_share.unwrap_or(0.0).clamp(0.0, 1.0))
    };
    ChartSpec {
        id: "treemap".into(),
        title: "rfm-treemap".into(),
        subtitle: if output.has_money { "rfm-treemap-subtitle".into() } else { base(output) },
        description: Message::new("rfm-treemap-description").count("n", shown.len()),
        x: hidden(),
        y: hidden(),
        layers: vec![Layer::Treemap {
            value: shown.iter().map(|segment| f64::from(segment.n_customers)).collect(),
            shade: shown.iter().map(|s| if most > 0.0 { average(s) / most } else { 0.0 }).collect(),
            label: shown.iter().map(|segment| title(&segment.segment)).collect(),
            detail: shown.iter().map(|segment| detail(segment)).collect(),
        }],
        aspect: 0.6,
        ..ChartSpec::default()
    }
}

fn segment_table(output: &Output) -> TableSpec {
    let segments = &output.segments;
    let currency = output.currency.clone();
    let mut columns = vec![
        TableColumn::new(
            "segment",
            "rfm-segment",
            Cells::Message(segments.iter().map(|segment| title(&segment.segment)).collect()),
        ),
        TableColumn::new(
            "n_customers",
            "rfm-customers",
            Cells::Count(segments.iter().map(|segment| Some(f64::from(segment.n_customers))).collect()),
        )
        .with_bar(),
        TableColumn::new(
            "customer_share",
            "rfm-customer-share",
            Cells::Share(segments.iter().map(|segment| Some(segment.customer_share)).collect()),
        ),
        TableColumn::new(
            "median_days_since_last",
            "rfm-days",
            Cells::Number(segments.iter().map(|segment| segment.median_days_since_last).collect(), 0),
        ),
        TableColumn::new(
            "median_orders",
            "rfm-orders",
            Cells::Number(segments.iter().map(|segment| segment.median_orders).collect(), 1),
        ),
    ];
    if output.has_money {
        columns.insert(
            3,
            TableColumn::new(
                "monetary_share",
                "rfm-money-share",
                Cells::Share(segments.iter().map(|segment| segment.monetary_share).collect()),
            ),
        );
        columns.insert(
            3,
            TableColumn::new(
                "monetary",
                "rfm-money",
                Cells::Money(
                    segments.iter().map(|segment| Some(segment.monetary)).collect(),
                    currency.clone(),
                ),
            )
            .with_bar(),
        );
        columns.push(TableColumn::new(
            "median_monetary",
            "rfm-median-money",
            Cells::Money(segments.iter().map(|segment| segment.median_monetary).collect(), currency),
        ));
    }
    let groups = (0..segments.len() as u16).map(|i| members(output, &[i])).collect();
    TableSpec {
        id: "segments".into(),
        title: "rfm-table-segments".into(),
        columns,
        rows: RowKind::CustomerGroups(groups),
        is_personal: false,
    }
}

fn customer_table(output: &Output, inputs: &Inputs) -> TableSpec {
    let customers = &output.customers;
    let ledger = inputs.ledger.as_deref();
    let person = |customer: &CustomerScore| {
        let name = ledger.and_then(|ledger| ledger.customers.get(customer.customer as usize)?.name.clone());
        name.unwrap_or_else(|| customer.id.clone())
    };
    let scores = |score: fn(&CustomerScore) -> u8| {
        Cells::Number(customers.iter().map(|customer| Some(f64::from(score(customer)))).collect(), 0)
    };
    let counts = |value: fn(&CustomerScore) -> u32| {
        Cells::Count(customers.iter().map(|customer| Some(f64::from(value(customer)))).collect())
    };
    let mut columns = vec![
        TableColumn::new("customer", "rfm-customer", Cells::Person(customers.iter().map(person).collect())),
        TableColumn::new(
            "segment",
            "rfm-segment",
            Cells::Message(customers.iter().map(|customer| title(&customer.segment)).collect()),
        ),
        TableColumn::new("r", "rfm-r", scores(|customer| customer.r)),
        TableColumn::new("f", "rfm-f", scores(|customer| customer.f)),
        TableColumn::new("m", "rfm-m", scores(|customer| customer.m)),
        TableColumn::new("days_since_last", "rfm-days-since", counts(|customer| customer.days_since_last)),
        TableColumn::new("n_orders", "rfm-n-orders", counts(|customer| customer.n_orders)),
    ];
    if output.has_money {
        let cells = customers.iter().map(|customer| Some(customer.monetary)).collect();
        columns.push(TableColumn::new("monetary", "rfm-money", Cells::Money(cells, output.currency.clone())));
    }
    TableSpec {
        id: "customers".into(),
        title: "rfm-table-customers".into(),
        columns,
        rows: RowKind::Customers(customers.iter().map(|customer| customer.customer).collect()),
        is_personal: true,
    }
}

/// The borders: what a customer must reach for each score.
fn cut_table(output: &Output) -> TableSpec {
    let cuts = &output.cut_points;
    let n = cuts.recency.len();
    let cells = |values: &[f64]| values.iter().map(|&value| Some(value)).collect::<Vec<_>>();
    let label = |i: usize| Message::new("rfm-cut").count("low", i).count("high", i + 1);
    let mut columns = vec![
        TableColumn::new("between", "rfm-between", Cells::Message((1..=n).map(label).collect())),
        TableColumn::new(
            "recency",
            "rfm-cut-recency",
            Cells::Number(cuts.recency.iter().rev().map(|&value| Some(value)).collect(), 1),
        ),
        TableColumn::new("frequency", "rfm-cut-frequency", Cells::Number(cells(&cuts.frequency), 1)),
    ];
    if output.has_money {
        let money = Cells::Money(cells(&cuts.monetary), output.currency.clone());
        columns.push(TableColumn::new("monetary", "rfm-cut-money", money));
    }
    TableSpec { id: "cut_points".into(), title: "rfm-table-cuts".into(), columns, ..TableSpec::default() }
}

fn flow_table(output: &Output) -> Option<TableSpec> {
    let movement = output.movement.as_ref()?;
    let mut flows: Vec<_> = movement.flows.iter().filter(|flow| flow.from != flow.to).collect();
    flows.arrange_by_key(|flow| std::cmp::Reverse(flow.n_customers));
    let counts = |value: fn(&super::movement::Flow) -> u32| {
        Cells::Count(flows.iter().map(|flow| Some(f64::from(value(flow)))).collect())
    };
    Some(TableSpec {
        id: "movement".into(),
        title: Message::new("rfm-table-movement").with("from", Value::Day(movement.from_day)),
        columns: vec![
            TableColumn::new(
                "from",
                "rfm-from",
                Cells::Message(flows.iter().map(|flow| title(&flow.from)).collect()),
            ),
            TableColumn::new(
                "to",
                "rfm-to",
                Cells::Message(flows.iter().map(|flow| title(&flow.to)).collect()),
            ),
            TableColumn::new("n_customers", "rfm-customers", counts(|flow| flow.n_customers)).with_bar(),
            TableColumn::new("n_acted", "rfm-acted", counts(|flow| flow.n_acted)),
            TableColumn::new(
                "n_time_passed",
                "rfm-time-passed",
                counts(|flow| flow.n_customers - flow.n_acted),
            ),
        ],
        rows: RowKind::CustomerGroups(flows.iter().map(|flow| flow.customers.clone()).collect()),
        is_personal: false,
    })
}

/// Every combination of scores with its segment: what the editor of the map shows.
fn map_table(output: &Output) -> TableSpec {
    let cells = &output.map;
    let texts =
        |of: fn(&super::MapCell) -> &String| Cells::Text(cells.iter().map(|cell| of(cell).clone()).collect());
    TableSpec {
        id: "map".into(),
        title: "rfm-table-map".into(),
        columns: vec![
            TableColumn::new("cell", "rfm-map-scores", texts(|cell| &cell.cell)),
            TableColumn::new(
                "segment",
                "rfm-segment",
                Cells::Message(cells.iter().map(|cell| title(&cell.segment)).collect()),
            ),
            TableColumn::new("segment_id", "rfm-map-id", texts(|cell| &cell.segment)),
            TableColumn::new(
                "n_customers",
                "rfm-customers",
                Cells::Count(cells.iter().map(|cell| Some(f64::from(cell.n_customers))).collect()),
            )
            .with_bar(),
        ],
        ..TableSpec::default()
    }
}
