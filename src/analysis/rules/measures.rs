//! The fifty interest measures of rules, by the names of the R package arules.
//!
//! All follow from four counts: n baskets, x with the antecedent, y with the consequent, xy with both; a few also look at
//! the rules with a smaller antecedent. In the formulas P(X) = x/n, P(XY) = xy/n, a bar is "not": f10 = x − xy,
//! f01 = y − xy, f00 = n − x − y + xy. Sources: Tan, Kumar & Srivastava 2004, "Selecting the right objective measure";
//! Geng & Hamilton 2006; Hahsler, "A Comparison of Commonly Used Interest Measures for Association Rules" (2015 ff.);
//! single ones beside their function. Where a quotient has no value (0/0, x/0) the measure is `None`.

use crate::stats::hypergeometric::Hypergeometric;

/// What a measure is made of.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    pub n: u32,
    pub n_x: u32,
    pub n_y: u32,
    pub n_xy: u32,
    /// The best confidence of a rule to the same consequent with a smaller antecedent, the empty one included.
    pub best_smaller_confidence: f64,
    /// The thresholds the rules were mined with, for the standardised lift; 0 for none.
    pub min_support: f64,
    pub min_confidence: f64,
}

/// A measure: its name and its range.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub name: &'static str,
    pub range: (f64, f64),
    of: fn(&Four) -> f64,
}

impl Measure {
    /// The value; `None` where it is undefined or infinite.
    pub fn of(&self, counts: &Counts) -> Option<f64> {
        let value = (self.of)(&Four::new(counts));
        value.is_finite().then_some(value)
    }
}

/// The measure with this name.
pub fn find(name: &str) -> Option<&'static Measure> {
    ALL.iter().find(|measure| measure.name == name)
}

const INF: f64 = f64::INFINITY;

/// All fifty, in the order of arules: the three classics and the count, then by name.
pub const ALL: &[Measure] = &[
    Measure { name: "support", range: (0.0, 1.0), of: support },
    Measure { name: "confidence", range: (0.0, 1.0), of: confidence },
    Measure { name: "lift", range: (0.0, INF), of: lift },
    Measure { name: "count", range: (0.0, INF), of: count },
    Measure { name: "addedValue", range: (-1.0, 1.0), of: added_value },
    Measure { name: "boost", range: (0.0, INF), of: boost },
    Measure { name: "casualConfidence", range: (0.0, 1.0), of: casual_confidence },
    Measure { name: "casualSupport", range: (-1.0, 2.0), of: casual_support },
    Measure { name: "centeredConfidence", range: (-1.0, 1.0), of: added_value },
    Measure { name: "certainty", range: (-INF, 1.0), of: certainty },
    Measure { name: "chiSquared", range: (0.0, INF), of: chi_squared },
    Measure { name: "collectiveStrength", range: (0.0, INF), of: collective_strength },
    Measure { name: "confirmedConfidence", range: (-1.0, 1.0), of: confirmed_confidence },
    Measure { name: "conviction", range: (0.0, INF), of: conviction },
    Measure { name: "cosine", range: (0.0, 1.0), of: cosine },
    Measure { name: "counterexample", range: (-INF, 1.0), of: counterexample },
    Measure { name: "coverage", range: (0.0, 1.0), of: coverage },
    Measure { name: "doc", range: (-1.0, 1.0), of: difference_of_confidence },
    Measure { name: "fishersExactTest", range: (0.0, 1.0), of: fishers_exact_test },
    Measure { name: "gini", range: (0.0, 1.0), of: gini },
    Measure { name: "hyperConfidence", range: (0.0, 1.0), of: hyper_confidence },
    Measure { name: "hyperLift", range: (0.0, INF), of: hyper_lift },
    Measure { name: "imbalance", range: (0.0, 1.0), of: imbalance },
    Measure { name: "implicationIndex", range: (-INF, INF), of: implication_index },
    Measure { name: "importance", range: (-INF, INF), of: importance },
    Measure { name: "improvement", range: (-1.0, 1.0), of: improvement },
    Measure { name: "jaccard", range: (0.0, 1.0), of: jaccard },
    Measure { name: "jMeasure", range: (0.0, 1.0), of: j_measure },
    Measure { name: "kappa", range: (-1.0, 1.0), of: kappa },
    Measure { name: "kulczynski", range: (0.0, 1.0), of: kulczynski },
    Measure { name: "lambda", range: (0.0, 1.0), of: lambda },
    Measure { name: "laplace", range: (0.0, 1.0), of: laplace },
    Measure { name: "leastContradiction", range: (0.0, 1.0), of: least_contradiction },
    Measure { name: "lerman", range: (-INF, INF), of: lerman },
    Measure { name: "leverage", range: (-0.25, 0.25), of: leverage },
    Measure { name: "LIC", range: (0.0, INF), of: boost },
    Measure { name: "maxconfidence", range: (0.0, 1.0), of: max_confidence },
    Measure { name: "mutualInformation", range: (0.0, 1.0), of: mutual_information },
    Measure { name: "oddsRatio", range: (0.0, INF), of: odds_ratio },
    Measure { name: "phi", range: (-1.0, 1.0), of: phi },
    Measure { name: "ralambondrainy", range: (0.0, 1.0), of: ralambondrainy },
    Measure { name: "relativeRisk", range: (0.0, INF), of: relative_risk },
    Measure { name: "rhsSupport", range: (0.0, 1.0), of: rhs_support },
    Measure { name: "RLD", range: (0.0, 1.0), of: relative_linkage_disequilibrium },
    Measure { name: "rulePowerFactor", range: (0.0, 1.0), of: rule_power_factor },
    Measure { name: "sebag", range: (0.0, INF), of: sebag },
    Measure { name: "stdLift", range: (0.0, 1.0), of: standardized_lift },
    Measure { name: "varyingLiaison", range: (-1.0, INF), of: varying_liaison },
    Measure { name: "yuleQ", range: (-1.0, 1.0), of: yule_q },
    Measure { name: "yuleY", range: (-1.0, 1.0), of: yule_y },
];

/// The cells of the two-by-two table as numbers: f1x has the antecedent, fx1 the consequent.
struct Four {
    n: f64,
    f11: f64,
    f10: f64,
    f01: f64,
    f00: f64,
    f1x: f64,
    fx1: f64,
    f0x: f64,
    fx0: f64,
    law: Hypergeometric,
    best_smaller_confidence: f64,
    min_support: f64,
    min_confidence: f64,
}

impl Four {
    fn new(counts: &Counts) -> Four {
        let (n, x, y, xy) =
            (i64::from(counts.n), i64::from(counts.n_x), i64::from(counts.n_y), i64::from(counts.n_xy));
        Four {
            n: n as f64,
            f11: xy as f64,
            f10: (x - xy) as f64,
            f01: (y - xy) as f64,
            f00: (n - x - y + xy) as f64,
            f1x: x as f64,
            fx1: y as f64,
            f0x: (n - x) as f64,
            fx0: (n - y) as f64,
            law: Hypergeometric { n: counts.n, x: counts.n_x, y: counts.n_y },
            best_smaller_confidence: counts.best_smaller_confidence,
            min_support: counts.min_support,
            min_confidence: counts.min_confidence,
        }
    }
}

/// P(XY). Agrawal, Imieliński & Swami 1993.
fn support(c: &Four) -> f64 {
    c.f11 / c.n
}

/// P(Y|X) = xy/x. Agrawal, Imieliński & Swami 1993.
fn confidence(c: &Four) -> f64 {
    c.f11 / c.f1x
}

/// P(XY) / (P(X) P(Y)); 1 at independence. Brin, Motwani, Ullman & Tsur 1997.
fn lift(c: &Four) -> f64 {
    c.n * c.f11 / (c.f1x * c.fx1)
}

/// xy.
fn count(c: &Four) -> f64 {
    c.f11
}

/// P(Y|X) − P(Y), also called centered confidence, Pavillon index. Tan, Kumar & Srivastava 2004.
fn added_value(c: &Four) -> f64 {
    confidence(c) - rhs_support(c)
}

/// Confidence ÷ the best confidence of a rule with a smaller antecedent (Balcázar 2013). For one consequent the lift
/// increase criterion (`LIC`: lift ÷ best smaller lift, López et al. 2014) is the same quotient.
fn boost(c: &Four) -> f64 {
    confidence(c) / c.best_smaller_confidence
}

/// 1 − f10/n · (1/x + 1/y). Kodratoff 2001.
fn casual_confidence(c: &Four) -> f64 {
    1.0 - c.f10 / c.n * (1.0 / c.f1x + 1.0 / c.fx1)
}

/// (x + y − 2 f10) / n. Kodratoff 2001.
fn casual_support(c: &Four) -> f64 {
    (c.f1x + c.fx1 - 2.0 * c.f10) / c.n
}

/// (P(Y|X) − P(Y)) / (1 − P(Y)), Loevinger. Berzal et al. 2002.
fn certainty(c: &Four) -> f64 {
    (confidence(c) - rhs_support(c)) / (1.0 - rhs_support(c))
}

/// n (n·xy − x·y)² / (x y x̄ ȳ), without continuity correction. Liu, Hsu & Ma 1999.
fn chi_squared(c: &Four) -> f64 {
    let d = c.n * c.f11 - c.f1x * c.fx1;
    c.n * d * d / (c.f1x * c.fx1 * c.f0x * c.fx0)
}

/// xy f00 / (x y + x̄ + ȳ) · (n² − x y − x̄ ȳ) / (n − xy − f00). Aggarwal & Yu 1998, as arules computes it (with x̄ + ȳ,
/// where the paper has x̄ ȳ), so that figures can be compared.
fn collective_strength(c: &Four) -> f64 {
    c.f11 * c.f00 / (c.f1x * c.fx1 + c.f0x + c.fx0) * (c.n * c.n - c.f1x * c.fx1 - c.f0x * c.fx0)
        / (c.n - c.f11 - c.f00)
}

/// P(Y|X) − P(Ȳ|X). Kodratoff 2001.
fn confirmed_confidence(c: &Four) -> f64 {
    (c.f11 - c.f10) / c.f1x
}

/// P(X) P(Ȳ) / P(XȲ). Brin, Motwani, Ullman & Tsur 1997.
fn conviction(c: &Four) -> f64 {
    c.f1x * c.fx0 / (c.n * c.f10)
}

/// xy / √(x y). Tan, Kumar & Srivastava 2004.
fn cosine(c: &Four) -> f64 {
    c.f11 / (c.f1x * c.fx1).sqrt()
}

/// (xy − f10) / xy. Vaillant, Lenca & Lallich 2004.
fn counterexample(c: &Four) -> f64 {
    (c.f11 - c.f10) / c.f11
}

/// P(X).
fn coverage(c: &Four) -> f64 {
    c.f1x / c.n
}

/// P(Y|X) − P(Y|X̄). Hofmann & Wilhelm 2001.
fn difference_of_confidence(c: &Four) -> f64 {
    confidence(c) - c.f01 / c.f0x
}

/// P(K ≥ xy) under the hypergeometric law. Hahsler & Hornik 2007. It underflows to 0: rank by `log10_p`.
fn fishers_exact_test(c: &Four) -> f64 {
    libm::exp10(c.law.log10_upper(c.f11 as u32))
}

/// P(X)[P(Y|X)² + P(Ȳ|X)²] − P(Y)² + P(X̄)[P(Y|X̄)² + P(Ȳ|X̄)²] − P(Ȳ)². Tan, Kumar & Srivastava 2004.
fn gini(c: &Four) -> f64 {
    let square = |a: f64, b: f64| (a / b) * (a / b);
    c.f1x / c.n * (square(c.f11, c.f1x) + square(c.f10, c.f1x)) - square(c.fx1, c.n)
        + c.f0x / c.n * (square(c.f01, c.f0x) + square(c.f00, c.f0x))
        - square(c.fx0, c.n)
}

/// P(K < xy) under the hypergeometric law. Hahsler & Hornik 2007.
fn hyper_confidence(c: &Four) -> f64 {
    1.0 - fishers_exact_test(c)
}

/// xy ÷ the 99 % quantile of the hypergeometric law. Hahsler & Hornik 2007.
fn hyper_lift(c: &Four) -> f64 {
    c.f11 / f64::from(c.law.quantile(0.99))
}

/// |x − y| / (x + y − xy). Wu, Chen & Han 2010.
fn imbalance(c: &Four) -> f64 {
    (c.f1x - c.fx1).abs() / (c.f1x + c.fx1 - c.f11)
}

/// (f10 − x ȳ/n) / √(x ȳ/n). Gras 1996.
fn implication_index(c: &Four) -> f64 {
    let expected = c.f1x * c.fx0 / c.n;
    (c.f10 - expected) / expected.sqrt()
}

/// log10 of P(Y|X) ÷ P(Y|X̄), both with Laplace's correction. MS SQL Server documentation.
fn importance(c: &Four) -> f64 {
    libm::log10((c.f11 + 1.0) * (c.f0x + 2.0) / ((c.f01 + 1.0) * (c.f1x + 2.0)))
}

/// Confidence − the best confidence of a rule with a smaller antecedent. Bayardo, Agrawal & Gunopulos 2000.
fn improvement(c: &Four) -> f64 {
    confidence(c) - c.best_smaller_confidence
}

/// xy / (x + y − xy). Tan & Kumar 2000.
fn jaccard(c: &Four) -> f64 {
    c.f11 / (c.f1x + c.fx1 - c.f11)
}

/// P(XY) ln(P(Y|X)/P(Y)) + P(XȲ) ln(P(Ȳ|X)/P(Ȳ)). Smyth & Goodman 1991.
fn j_measure(c: &Four) -> f64 {
    (x_ln(c.f11, c.n * c.f11 / (c.f1x * c.fx1)) + x_ln(c.f10, c.n * c.f10 / (c.f1x * c.fx0))) / c.n
}

/// Cohen's κ of X and Y. Tan & Kumar 2000.
fn kappa(c: &Four) -> f64 {
    let chance = c.f1x * c.fx1 + c.f0x * c.fx0;
    (c.n * c.f11 + c.n * c.f00 - chance) / (c.n * c.n - chance)
}

/// ½ (P(Y|X) + P(X|Y)). Wu, Chen & Han 2010.
fn kulczynski(c: &Four) -> f64 {
    (c.f11 / c.f1x + c.f11 / c.fx1) / 2.0
}

/// Goodman & Kruskal's λ: how many errors of guessing Y fall away when X is known. Tan, Kumar & Srivastava 2004.
fn lambda(c: &Four) -> f64 {
    let most = c.fx1.max(c.fx0);
    (c.f11.max(c.f10) + c.f01.max(c.f00) - most) / (c.n - most)
}

/// (xy + 1) / (x + 2). Roberto & Agrawal 1999; Good 1965.
fn laplace(c: &Four) -> f64 {
    (c.f11 + 1.0) / (c.f1x + 2.0)
}

/// xy / y as arules computes it; Azé & Kodratoff 2002 subtract f10 from xy.
fn least_contradiction(c: &Four) -> f64 {
    c.f11 / c.fx1
}

/// (xy − x y/n) / √(x y/n). Lerman 1981.
fn lerman(c: &Four) -> f64 {
    let expected = c.f1x * c.fx1 / c.n;
    (c.f11 - expected) / expected.sqrt()
}

/// P(XY) − P(X) P(Y). Piatetsky-Shapiro 1991.
fn leverage(c: &Four) -> f64 {
    (c.n * c.f11 - c.f1x * c.fx1) / (c.n * c.n)
}

/// max(P(Y|X), P(X|Y)). Tan, Kumar & Srivastava 2004.
fn max_confidence(c: &Four) -> f64 {
    (c.f11 / c.f1x).max(c.f11 / c.fx1)
}

/// Mutual information of X and Y ÷ the smaller of their entropies. Tan, Kumar & Srivastava 2004.
fn mutual_information(c: &Four) -> f64 {
    let cell = |f: f64, row: f64, column: f64| x_ln(f, c.n * f / (row * column));
    let shared = cell(c.f11, c.f1x, c.fx1)
        + cell(c.f10, c.f1x, c.fx0)
        + cell(c.f01, c.f0x, c.fx1)
        + cell(c.f00, c.f0x, c.fx0);
    let entropy = |a: f64, b: f64| -x_ln(a, a / c.n) - x_ln(b, b / c.n);
    shared / entropy(c.f1x, c.f0x).min(entropy(c.fx1, c.fx0))
}

/// f11 f00 / (f10 f01). Tan, Kumar & Srivastava 2004.
fn odds_ratio(c: &Four) -> f64 {
    c.f11 * c.f00 / (c.f10 * c.f01)
}

/// The correlation of X and Y. Tan, Kumar & Srivastava 2004.
fn phi(c: &Four) -> f64 {
    (c.n * c.f11 - c.f1x * c.fx1) / (c.f1x * c.fx1 * c.f0x * c.fx0).sqrt()
}

/// P(XȲ); smaller is better. Ralambondrainy 1991.
fn ralambondrainy(c: &Four) -> f64 {
    c.f10 / c.n
}

/// P(Y|X) / P(Y|X̄). Sistrom & Garvan 2004.
fn relative_risk(c: &Four) -> f64 {
    (c.f11 / c.f1x) / (c.f01 / c.f0x)
}

/// P(Y).
fn rhs_support(c: &Four) -> f64 {
    c.fx1 / c.n
}

/// With D = (f11 f00 − f10 f01)/n: D ÷ (D + the smaller of f10, f01) when D > 0, D ÷ (D − the smaller of f11, f00)
/// otherwise. Kenett & Salini 2008.
fn relative_linkage_disequilibrium(c: &Four) -> f64 {
    let d = (c.f11 * c.f00 - c.f10 * c.f01) / c.n;
    if d > 0.0 { d / (d + c.f10.min(c.f01)) } else { d / (d - c.f11.min(c.f00)) }
}

/// Support × confidence. Ochin, Kumar & Joshi 2016.
fn rule_power_factor(c: &Four) -> f64 {
    support(c) * confidence(c)
}

/// xy / f10. Sebag & Schoenauer 1988.
fn sebag(c: &Four) -> f64 {
    c.f11 / c.f10
}

/// Lift scaled to 0..=1 between the least and the greatest it could be, given P(X), P(Y) and the thresholds.
/// McNicholas, Murphy & O'Regan 2008.
fn standardized_lift(c: &Four) -> f64 {
    let (x, y, s) = (c.f1x / c.n, c.fx1 / c.n, c.min_support);
    let least = ((x + y - 1.0) / (x * y))
        .max(4.0 * s / ((1.0 + s) * (1.0 + s)))
        .max(s / (x * y))
        .max(c.min_confidence / y);
    let greatest = 1.0 / x.max(y);
    (lift(c) - least) / (greatest - least)
}

/// Lift − 1. Bernard & Charron 1996.
fn varying_liaison(c: &Four) -> f64 {
    lift(c) - 1.0
}

/// (f11 f00 − f10 f01) / (f11 f00 + f10 f01). Tan & Kumar 2000.
fn yule_q(c: &Four) -> f64 {
    let (with, against) = (c.f11 * c.f00, c.f10 * c.f01);
    (with - against) / (with + against)
}

/// The same of the square roots. Tan & Kumar 2000.
fn yule_y(c: &Four) -> f64 {
    let (with, against) = ((c.f11 * c.f00).sqrt(), (c.f10 * c.f01).sqrt());
    (with - against) / (with + against)
}

/// x ln y, and 0 at x = 0.
fn x_ln(x: f64, y: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x * libm::log(y) }
}
