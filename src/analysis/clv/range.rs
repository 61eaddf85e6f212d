//! How many purchases one customer will make, as a range: the tenth and the ninetieth percentile of the model's own
//! distribution, so that four of five lie within. Purchases are whole, so the range holds somewhat more.

use super::bg::Bg;
use super::counting::{Stay, at_least};
use super::fit::Model;
use super::predict::Predictor;

const LOW: f64 = 0.1;
const HIGH: f64 = 0.9;
/// Below this probability of none, counts are so large that the normal distribution does.
const TINY: f64 = 1e-280;

impl Predictor<'_> {
    /// 80 % range of the purchases in the next `t`, both ends included.
    pub fn range(&self, x: u32, last: f64, age: f64, t: f64) -> (u32, u32) {
        self.range_of(self.p_alive(x, last, age), self.p_none(x, last, age, t), (x, last, age), t)
    }

    /// The same where P(alive) and P(none) are known already.
    pub(super) fn range_of(
        &self,
        alive: f64,
        none: f64,
        (x, last, age): (u32, f64, f64),
        t: f64,
    ) -> (u32, u32) {
        if none >= HIGH || t <= 0.0 {
            return (0, 0);
        }
        let theta = &self.fit.theta;
        let found = match self.fit.model {
            Model::Nbd => within(0.0, &mut [Counted::new(1.0, theta[0] + f64::from(x), theta[1] + age, t)]),
            Model::Pnbd => {
                let [r, alpha, s, beta] = *theta;
                let (power, rate, clock) = (r + f64::from(x), alpha + age, beta + age);
                let top = libm::log1p(t / clock);
                // Lives that end after u = c(e^v − 1) have density s e^(−sv) in v, and buy as an NBD until then.
                let mut parts: Vec<Counted> = self
                    .life_nodes()
                    .iter()
                    .map(|(at, weight)| {
                        let v = top * at;
                        let share = alive * weight * top * s * libm::exp(-s * v);
                        Counted::new(share, power, rate, clock * libm::expm1(v))
                    })
                    .collect();
                parts.push(Counted::new(alive * libm::exp(-s * top), power, rate, t));
                within(1.0 - alive, &mut parts)
            }
            _ => {
                let bg = self.bg();
                let tails = bg.more(theta, (x, last, age), t);
                let below = |n: usize| 1.0 - alive * tails.get(n).copied().unwrap_or(0.0);
                // `below(n)` is P(N ≤ n): `tails[n]` is P(N ≥ n + 1 | alive).
                let at = |share: f64| (0..=tails.len()).find(|&n| below(n) >= share).map(|n| n as u32);
                at(LOW).zip(at(HIGH))
            }
        };
        found.unwrap_or_else(|| self.wide_range(alive, (x, last, age), t))
    }

    /// For counts too large to be walked: by the lifetime where there is one, else by the normal distribution.
    fn wide_range(&self, alive: f64, (x, last, age): (u32, f64, f64), t: f64) -> (u32, u32) {
        let whole = |value: f64| libm::round(value.max(0.0)) as u32;
        if self.fit.model == Model::Pnbd {
            let [r, alpha, s, beta] = self.fit.theta;
            // So many purchases that chance is nothing beside the end of life: P(life > u) = P(alive) (c / (c + u))^s.
            let at = |share: f64| {
                let life = (beta + age) * libm::expm1(libm::log(alive / (1.0 - share)) / s);
                whole((r + f64::from(x)) / (alpha + age) * life.min(t))
            };
            return (at(LOW), at(HIGH));
        }
        let expected = self.expected_of(alive, x, last, age, t);
        let reach = 1.281_551_565_544_6 * libm::sqrt(expected.variance);
        (whole(expected.mean - reach), whole(expected.mean + reach))
    }
}

impl Bg {
    /// P(n + 1 purchases or more in the next `t` | alive), n = 0, 1, …
    fn more(&self, theta: &[f64; 4], (x, last, age): (u32, f64, f64), t: f64) -> Vec<f64> {
        let [r, alpha, a, b] = *theta;
        let b = b + f64::from(x) + f64::from(u8::from(self.is_modified));
        let mut tails: Vec<f64> = Vec::new();
        for (j, weight) in self.stage_weights(theta, x, last, age).into_iter().enumerate() {
            let shape = r + f64::from(self.k) * f64::from(x) + j as f64;
            let mut stay = Stay::new(a, b);
            at_least(shape, alpha + age, t, self.k, j as u32, |n, tail| {
                if tails.len() < n as usize {
                    tails.resize(n as usize, 0.0);
                }
                tails[n as usize - 1] += weight * stay.at(n) * tail;
            });
        }
        tails
    }
}

/// A negative binomial distribution, walked from 0 upwards, with its share in a mixture.
struct Counted {
    power: f64,
    q: f64,
    n: f64,
    probability: f64,
}

impl Counted {
    fn new(share: f64, power: f64, rate: f64, t: f64) -> Counted {
        let none = libm::exp(-power * libm::log1p(t / rate));
        Counted {
            power,
            q: t / (rate + t),
            n: 0.0,
            probability: if none > TINY { share * none } else { f64::NAN },
        }
    }

    fn step(&mut self) -> f64 {
        let now = self.probability;
        self.probability *= (self.power + self.n) / (self.n + 1.0) * self.q;
        self.n += 1.0;
        now
    }
}

/// The percentiles of a mixture with `none` more at 0; `None` where the counts are too large to be walked.
fn within(none: f64, parts: &mut [Counted]) -> Option<(u32, u32)> {
    let (mut sum, mut low) = (none, None);
    for n in 0..100_000 {
        sum += parts.iter_mut().map(Counted::step).sum::<f64>();
        if sum.is_nan() {
            return None;
        }
        if low.is_none() && sum >= LOW {
            low = Some(n);
        }
        if sum >= HIGH {
            return low.map(|low| (low, n));
        }
    }
    None
}
