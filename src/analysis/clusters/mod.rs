//! Groups of customers that are really there, or the plain word that there are none.

mod biplot;
mod charts;
pub mod choose;
mod density;
pub mod explain;
pub mod indices;
pub mod kmeans;
mod mixed;
pub mod model;
pub mod points;
mod report;
mod tables;
pub mod ward;

use super::features::{self, Frame, Transform};
use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need, Shape, day_param};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::progress::Progress;
use crate::report::Report;
use crate::table::Day;
use choose::{Indices, Method, Verdict};
use kmeans::Fit;
use model::{Model, Scale};
use points::Points;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;

pub struct Clusters;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Names of features, or of the table's columns. Default: recency, orders, money; all numbers of a table.
    pub features: Option<Vec<String>>,
    /// Id of a source whose rows are grouped instead of customers.
    pub table: Option<String>,
    /// Features are counted up to this day. Default: the day after the last order.
    #[serde(with = "day_param")]
    pub as_of: Option<Day>,
    /// A fixed number of groups. Default: chosen between `k_min` and `k_max`.
    pub k: Option<u32>,
    /// Default 2.
    pub k_min: u32,
    /// Default 10.
    pub k_max: u32,
    /// Default auto: log1p for skewed columns.
    pub transform: Transform,
    /// Default standard.
    pub scale: Scale,
    /// Default auto: k-means, or Gower and medoids when there are categories.
    pub algorithm: Algorithm,
    /// Default 1.
    pub seed: u32,
    /// Data sets without groups for comparison. Default 20.
    pub nulls: u32,
    /// Resamples for stability. Default 20.
    pub bootstraps: u32,
    /// The user's own names: `{"0": "Wholesale"}`. Default none.
    pub names: BTreeMap<String, String>,
    /// A frozen model: rows are assigned to its groups, nothing is fitted. Default none.
    pub model: Option<Model>,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            features: None,
            table: None,
            as_of: None,
            k: None,
            k_min: 2,
            k_max: 10,
            transform: Transform::Auto,
            scale: Scale::Standard,
            algorithm: Algorithm::Auto,
            seed: 1,
            nulls: 20,
            bootstraps: 20,
            names: BTreeMap::new(),
            model: None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    #[default]
    Auto,
    #[serde(rename = "kmeans")]
    KMeans,
    /// Gower's distance and medoids.
    #[serde(alias = "pam")]
    Gower,
    Ward,
    #[serde(alias = "hdbscan")]
    Density,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub k: u32,
    pub verdict: Verdict,
    pub algorithm: Algorithm,
    pub is_frozen: bool,
    pub indices: Vec<Indices>,
    pub sizes: Vec<u32>,
    /// In the model's scaled features; empty for medoids of mixed columns.
    pub centroids: Vec<Vec<f64>>,
    /// Row id → label; `null` for rows that density leaves outside all groups.
    #[serde(serialize_with = "as_map")]
    pub labels: Assigned,
    pub model: Model,
    pub groups: Vec<explain::Group>,
    pub profiles: Vec<explain::Profile>,
    pub tree: explain::Rules,
    pub biplot: Option<biplot::Biplot>,
    /// Merges from the top, at most 30, for Ward's hierarchy.
    pub dendrogram: Vec<charts::Join>,
    /// Thirds of each feature, offered when there are no natural groups.
    pub bands: Vec<explain::Bands>,
    pub n_rows: u32,
    /// Rows of the silhouette, of nulls and resamples.
    pub n_silhouette_rows: u32,
    pub n_sample_rows: u32,
    pub nulls: u32,
    pub bootstraps: u32,
    pub notes: Vec<Message>,
    pub is_of_customers: bool,
    /// Share of customers with two or more orders; `None` for a table.
    pub repeat_share: Option<f64>,
    pub currency: String,
    pub first_day: Option<Day>,
    pub last_day: Option<Day>,
}

/// Parallel ids, positions in the ledger's customers (empty for tables) and labels, in the order of the frame.
#[derive(Clone, Debug, Default)]
pub struct Assigned {
    pub ids: Vec<String>,
    pub customers: Vec<u32>,
    pub labels: Vec<Option<u8>>,
    /// Positions in the order of the file or the ledger.
    pub listed: Vec<u32>,
}

fn as_map<S: Serializer>(assigned: &Assigned, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(assigned.ids.len()))?;
    for &row in &assigned.listed {
        map.serialize_entry(&assigned.ids[row as usize], &assigned.labels[row as usize])?;
    }
    map.end()
}

/// What a method gives: one partition a k, the indices, and which of them is shown.
struct Grouping {
    indices: Vec<Indices>,
    chosen: usize,
    verdict: Verdict,
    labels: Vec<Option<u8>>,
    centers: Vec<f32>,
    dendrogram: Vec<charts::Join>,
    n_sample_rows: usize,
}

impl Analysis for Clusters {
    const KIND: &'static str = "clusters";
    const NEEDS: &'static [Need] = &[];
    const FIELDS: &'static [Field] = &[
        Field::new("features", Control::Features),
        Field::new("k", Control::Integer { min: 2, max: 50, default: None }),
        Field::new("table", Control::Source),
        Field::new(
            "algorithm",
            Control::Choice { options: &["auto", "kmeans", "gower", "ward", "density"], default: "auto" },
        ),
        Field::advanced("k_min", Control::Integer { min: 2, max: 50, default: Some(2) }),
        Field::advanced("k_max", Control::Integer { min: 2, max: 50, default: Some(10) }),
        Field::advanced(
            "transform",
            Control::Choice { options: &["auto", "none", "log1p"], default: "auto" },
        ),
        Field::advanced(
            "scale",
            Control::Choice { options: &["standard", "robust", "none"], default: "standard" },
        ),
        Field::advanced("as_of", Control::Day),
        Field::advanced("seed", Control::Integer { min: 0, max: 4_294_967_295, default: Some(1) }),
        Field::advanced("nulls", Control::Integer { min: 0, max: 200, default: Some(20) }),
        Field::advanced("bootstraps", Control::Integer { min: 0, max: 200, default: Some(20) }),
        Field::advanced(
            "names",
            Control::Entries { table: "groups", key: "", label: "group", value: "", shape: Shape::Texts },
        ),
        Field::advanced("model", Control::Data),
    ];
    const FILES: &'static [&'static str] = &["model.json"];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        progress.step("clusters-stage-features", 0, 1).await?;
        let frame = frame(inputs, params)?;
        // From here on nothing knows the order of the file's rows.
        let order = frame.order_by(|_| 0);
        let frame = frame.reordered(&order);
        let n = frame.n_rows();
        if n < 10 {
            return Err(Error::insufficient(
                Message::new(if frame.customers.is_empty() { "clusters-have-rows" } else { "clusters-have" })
                    .count("n", n),
                Message::new("clusters-need").count("n", 10),
            ));
        }
        if frame.columns.is_empty() {
            let error = Error::insufficient("clusters-no-column", "clusters-need-column");
            return Err(match frame.notes.first() {
                Some(note) => error.instead(note.clone()),
                None => error,
            });
        }
        let has_categories = frame.columns.iter().any(|column| column.categories.is_some());
        let algorithm = match params.algorithm {
            Algorithm::Auto if has_categories => Algorithm::Gower,
            Algorithm::Auto => Algorithm::KMeans,
            Algorithm::Gower => Algorithm::Gower,
            _ if has_categories => return Err(Error::parameter("algorithm", "clusters-categories")),
            chosen => chosen,
        };
        let (model, points) = match &params.model {
            Some(model) => (model.clone(), model.points(&frame)?),
            None => Model::of(&frame, params.transform, params.scale),
        };
        let grouping = match &params.model {
            Some(model) => frozen(model, &points),
            None => {
                let ks = ks(params, &frame, &points, algorithm)?;
                match algorithm {
                    Algorithm::Gower => by_medoids(&frame, &ks, params, progress).await?,
                    Algorithm::Ward => by_ward(&points, &ks, params, progress).await?,
                    Algorithm::Density => density::by_density(&points, params, progress).await?,
                    _ => by_means(&points, &ks, params, progress).await?,
                }
            }
        };
        progress.step("clusters-stage-explain", 0, 1).await?;
        let mut output = assemble(inputs, params, frame, (model, points), grouping, algorithm);
        output.labels.listed = vec![0; n];
        (0u32..).zip(&order).for_each(|(at, &row)| output.labels.listed[row as usize] = at);
        Ok(output)
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        report::report(output, inputs)
    }

    /// What the parameter `model` reads.
    fn file(output: &Output, _name: &str) -> String {
        serde_json::to_string_pretty(&output.model).unwrap_or_default() + "\n"
    }

    fn labels(output: &Output, inputs: &Inputs) -> Vec<Labels> {
        let Some(ledger) = inputs.ledger.as_deref().filter(|_| output.is_of_customers) else {
            return Vec::new();
        };
        let mut codes = vec![None; ledger.customers.len()];
        for (&customer, label) in output.labels.customers.iter().zip(&output.labels.labels) {
            codes[customer as usize] = label.map(u32::from);
        }
        let names = output.groups.iter().map(|group| group.name.clone()).collect();
        vec![Labels {
            cell: String::new(),
            name: "cluster".into(),
            title: "clusters-group".into(),
            values: LabelValues::Class { codes, names },
        }]
    }
}

fn frame(inputs: &Inputs, params: &Params) -> Result<Frame> {
    let frozen: Option<Vec<String>> =
        params.model.as_ref().map(|model| model.features.iter().map(|f| f.name.clone()).collect());
    let names = frozen.as_ref().or(params.features.as_ref()).map(Vec::as_slice);
    let source = match params.table.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => Some(
            inputs
                .sources
                .iter()
                .find(|source| source.id == id)
                .ok_or_else(|| Error::unknown("clusters-source", id))?,
        ),
        // Without customers the first table is what there is to group.
        None if !inputs.has(Need::Customers) => inputs.sources.first(),
        None => None,
    };
    match source {
        Some(source) => Frame::of_table(source, names, params.algorithm == Algorithm::Gower),
        None => {
            if !inputs.has(Need::Customers) {
                return Err(inputs.lack(Need::Customers));
            }
            let ledger = inputs.ledger()?;
            Frame::of_customers(inputs, features::as_of(ledger, params.as_of, inputs), names)
        }
    }
}

/// The numbers of groups to try: as asked, but no more than there are different rows.
fn ks(params: &Params, frame: &Frame, points: &Points, algorithm: Algorithm) -> Result<Vec<u32>> {
    let most = params.k.unwrap_or(params.k_max);
    if !(2..=50).contains(&most) || (params.k.is_none() && !(2..=most).contains(&params.k_min)) {
        let name = if params.k.is_some() { "k" } else { "k_max" };
        return Err(Error::parameter(name, "clusters-k-range"));
    }
    let n_distinct = match algorithm {
        Algorithm::Gower => distinct_rows(frame, most as usize + 1),
        _ => points.n_distinct(most as usize + 1),
    } as u32;
    if n_distinct < 2 {
        return Err(Error::insufficient("clusters-all-equal", "clusters-need-different"));
    }
    match params.k {
        Some(k) if k > n_distinct => Err(Error::parameter(
            "k",
            Message::new("clusters-k-distinct").count("k", k as usize).count("n", n_distinct as usize),
        )),
        Some(k) => Ok(vec![k]),
        // A group of fewer than three rows says nothing.
        None => {
            let most = params.k_max.min(n_distinct).min((frame.n_rows() / 3) as u32).max(2);
            Ok((params.k_min.min(most)..=most).collect())
        }
    }
}

fn distinct_rows(frame: &Frame, limit: usize) -> usize {
    let mut seen = std::collections::BTreeSet::new();
    for row in 0..frame.n_rows() {
        seen.insert(frame.columns.iter().map(|column| column.values[row].to_bits()).collect::<Vec<u64>>());
        if seen.len() >= limit {
            break;
        }
    }
    seen.len()
}

async fn by_means(points: &Points, ks: &[u32], params: &Params, progress: &Progress) -> Result<Grouping> {
    // Few rows have the more uneven sums of squares, and cost little.
    let n_starts = (100_000 / points.n.max(1)).clamp(10, 200);
    let mut fits = Vec::with_capacity(ks.len());
    for &k in ks {
        fits.push(kmeans::fit(points, k as usize, n_starts, params.seed.into(), progress).await?);
    }
    let indices = measure(points, &fits, Method::KMeans, params, progress).await?;
    Ok(best(fits, indices, Vec::new(), points.n.min(choose::NULL_ROWS)))
}

async fn by_ward(points: &Points, ks: &[u32], params: &Params, progress: &Progress) -> Result<Grouping> {
    let mut rng = crate::stats::sample::Rng::new(u64::from(params.seed) ^ 0x7761_7264);
    let rows = rng.choose(points.n, 1_500);
    let sample = points.subset(&rows);
    progress.step("clusters-stage-fit", 0, 1).await?;
    let tree = ward::ward(&sample);
    let mut fits = Vec::with_capacity(ks.len());
    for &k in ks {
        let centers = ward::centers(&sample, &tree.cut(k as usize));
        // Rows outside the sample go to the nearest group; inside it the hierarchy's own labels stand.
        let mut labels = kmeans::assign(points, &centers);
        for (&row, label) in rows.iter().zip(tree.cut(k as usize)) {
            labels[row as usize] = label;
        }
        let inertia = inertia(points, &labels, &centers);
        fits.push(Fit { k: k as usize, centers, inertia, labels });
    }
    let indices = measure(points, &fits, Method::Ward, params, progress).await?;
    Ok(best(fits, indices, charts::joins(&tree), sample.n))
}

fn inertia(points: &Points, labels: &[u8], centers: &[f32]) -> f64 {
    let d = points.d;
    let mut sum = 0.0;
    for (i, &label) in labels.iter().enumerate() {
        for j in 0..d {
            let t = f64::from(points.get(i, j)) - f64::from(centers[usize::from(label) * d + j]);
            sum += t * t;
        }
    }
    sum
}

/// All indices of all fits.
async fn measure(
    points: &Points,
    fits: &[Fit],
    method: Method,
    params: &Params,
    progress: &Progress,
) -> Result<Vec<Indices>> {
    let seed = u64::from(params.seed);
    let ks: Vec<u32> = fits.iter().map(|fit| fit.k as u32).collect();
    let rows = crate::stats::sample::Rng::new(seed).choose(points.n, choose::SILHOUETTE_ROWS);
    let sample = points.subset(&rows);
    let nulls = choose::null_silhouettes(points, &ks, params.nulls, method, seed, progress).await?;
    let stable = choose::stability(points, fits, params.bootstraps, method, seed, progress).await?;
    let total = points.total_inertia();
    let labels = |fit: &Fit| rows.iter().map(|&row| fit.labels[row as usize]).collect::<Vec<u8>>();
    let partitions: Vec<Vec<u8>> = fits.iter().map(labels).collect();
    let views: Vec<&[u8]> = partitions.iter().map(Vec::as_slice).collect();
    let silhouettes = indices::silhouettes(&sample, &views, progress).await?;
    let of = |(i, fit): (usize, &Fit)| Indices {
        k: ks[i],
        inertia: fit.inertia,
        silhouette: silhouettes[i],
        excess_silhouette: silhouettes[i].zip(nulls[i]).map(|(found, null)| found - null),
        calinski_harabasz: indices::calinski_harabasz(points.n, fit.k, fit.inertia, total),
        davies_bouldin: indices::davies_bouldin(points, &fit.labels, &fit.centers),
        stability_ari: stable[i],
    };
    Ok(fits.iter().enumerate().map(of).collect())
}

fn best(
    fits: Vec<Fit>,
    indices: Vec<Indices>,
    dendrogram: Vec<charts::Join>,
    n_sample_rows: usize,
) -> Grouping {
    let (chosen, verdict) = choose::verdict(&indices);
    let fit = fits.into_iter().nth(chosen);
    let (labels, centers) = fit.map(|fit| (fit.labels, fit.centers)).unwrap_or_default();
    let labels = labels.into_iter().map(Some).collect();
    Grouping { indices, chosen, verdict, labels, centers, dendrogram, n_sample_rows }
}

async fn by_medoids(frame: &Frame, ks: &[u32], params: &Params, progress: &Progress) -> Result<Grouping> {
    let draws = (params.nulls.min(10), params.bootstraps.min(10));
    let mixed = mixed::mixed(&frame.columns, ks, draws, params.seed.into(), progress).await?;
    let (chosen, verdict) = choose::verdict(&mixed.indices);
    let labels = mixed.labels.into_iter().nth(chosen).unwrap_or_default();
    Ok(Grouping {
        indices: mixed.indices,
        chosen,
        verdict,
        labels: labels.into_iter().map(Some).collect(),
        centers: Vec::new(),
        dendrogram: Vec::new(),
        n_sample_rows: frame.n_rows().min(mixed::ROWS),
    })
}

/// Nearest centroid of a model fitted before.
fn frozen(model: &Model, points: &Points) -> Grouping {
    let centers: Vec<f32> = model.centroids.iter().flatten().map(|&value| value as f32).collect();
    let labels = kmeans::assign(points, &centers);
    let inertia = inertia(points, &labels, &centers);
    let indices = Indices {
        k: model.centroids.len() as u32,
        inertia,
        silhouette: None,
        excess_silhouette: None,
        calinski_harabasz: None,
        davies_bouldin: None,
        stability_ari: None,
    };
    Grouping {
        indices: vec![indices],
        chosen: 0,
        verdict: model.verdict,
        labels: labels.into_iter().map(Some).collect(),
        centers,
        dendrogram: Vec::new(),
        n_sample_rows: 0,
    }
}

fn assemble(
    inputs: &Inputs,
    params: &Params,
    frame: Frame,
    (mut model, points): (Model, Points),
    grouping: Grouping,
    algorithm: Algorithm,
) -> Output {
    let k = grouping.indices.get(grouping.chosen).map_or(0, |indices| indices.k) as usize;
    let mut sizes = vec![0u32; k];
    grouping.labels.iter().flatten().for_each(|&label| sizes[usize::from(label)] += 1);
    let d = points.d.max(1);
    let centroids: Vec<Vec<f64>> =
        grouping.centers.chunks_exact(d).map(|row| row.iter().map(|&v| f64::from(v)).collect()).collect();
    model.centroids.clone_from(&centroids);
    model.verdict = grouping.verdict;
    let ledger = inputs.ledger.as_deref().filter(|_| !frame.customers.is_empty());
    let explained = explain::explain(&frame, &points, &grouping.labels, k, params, ledger);
    let biplot = biplot::biplot(&frame, &points, &grouping.labels, params.seed.into());
    let bands = if grouping.verdict == Verdict::None { explain::bands(&frame) } else { Vec::new() };
    let repeat_share = ledger.map(|ledger| {
        let n_repeat = frame.customers.iter().filter(|&&c| ledger.orders_of(c).nth(1).is_some()).count();
        n_repeat as f64 / frame.n_rows().max(1) as f64
    });
    let mut notes = frame.notes.clone();
    notes.extend(explain::outlier_notes(&frame));
    for feature in model.features.iter().filter(|feature| feature.transform == Transform::Log1p) {
        let column = frame.columns.iter().find(|column| column.name == feature.name);
        notes.extend(
            column.map(|column| Message::new("clusters-note-log").with("title", column.title.clone().into())),
        );
    }
    Output {
        k: k as u32,
        verdict: grouping.verdict,
        algorithm,
        is_frozen: params.model.is_some(),
        indices: grouping.indices,
        sizes,
        centroids,
        model,
        groups: explained.groups,
        profiles: explained.profiles,
        tree: explained.tree,
        biplot,
        dendrogram: grouping.dendrogram,
        bands,
        n_rows: frame.n_rows() as u32,
        n_silhouette_rows: frame.n_rows().min(choose::SILHOUETTE_ROWS) as u32,
        n_sample_rows: grouping.n_sample_rows as u32,
        nulls: params.nulls,
        bootstraps: params.bootstraps,
        notes,
        is_of_customers: ledger.is_some(),
        repeat_share,
        currency: ledger.map_or(String::new(), |ledger| ledger.currency.clone()),
        first_day: ledger.map(|ledger| ledger.first_day),
        last_day: ledger.map(|ledger| ledger.last_day),
        labels: Assigned {
            ids: frame.ids,
            customers: frame.customers,
            labels: grouping.labels,
            listed: Vec::new(),
        },
    }
}
