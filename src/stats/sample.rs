//! The seeded generator: the same draws on every machine.

/// xoshiro256++ (Blackman & Vigna 2021), seeded through SplitMix64. Integers are drawn as `u64`, never `usize`, whose
/// width differs between native and wasm.
#[derive(Clone, Debug)]
pub struct Rng {
    state: [u64; 4],
}

impl Rng {
    pub fn new(seed: u64) -> Rng {
        let mut x = seed;
        let state = std::array::from_fn(|_| {
            x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = x;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        Rng { state }
    }

    pub fn next_u64(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in 0..n without bias (Lemire 2019). `n` must not be 0.
    pub fn below(&mut self, n: u64) -> u64 {
        debug_assert!(n > 0);
        let (mut high, mut low) = product(self.next_u64(), n);
        if low < n {
            let threshold = n.wrapping_neg() % n;
            while low < threshold {
                (high, low) = product(self.next_u64(), n);
            }
        }
        high
    }

    /// Uniform in 0..1 with 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Standard normal (polar method).
    pub fn normal(&mut self) -> f64 {
        loop {
            let (u, v) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                return u * (-2.0 * libm::log(s) / s).sqrt();
            }
        }
    }

    /// Fisher–Yates.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }

    /// `k` of 0..n without replacement, ascending (all of them when `k >= n`).
    pub fn choose(&mut self, n: usize, k: usize) -> Vec<u32> {
        let mut chosen = Vec::with_capacity(k.min(n));
        let (mut seen, mut left) = (0u64, k.min(n) as u64);
        // Knuth's algorithm S: one pass, in order.
        for i in 0..n as u64 {
            if left > 0 && self.below(n as u64 - seen) < left {
                chosen.push(i as u32);
                left -= 1;
            }
            seen += 1;
        }
        chosen
    }
}

/// The upper and the lower half of x · n. Halves of x are enough where n has 32 bits; wasm has no wider product.
fn product(x: u64, n: u64) -> (u64, u64) {
    if n <= u64::from(u32::MAX) {
        let (upper, lower) = (x >> 32, x & u64::from(u32::MAX));
        return ((upper * n + ((lower * n) >> 32)) >> 32, x.wrapping_mul(n));
    }
    let product = u128::from(x) * u128::from(n);
    ((product >> 64) as u64, product as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence() {
        // The reference sequence of SplitMix64(0) followed by xoshiro256++.
        let mut rng = Rng::new(0);
        assert_eq!(rng.next_u64(), 0x53175d61490b23df);
        assert_eq!(Rng::new(7).choose(10, 10), (0..10).collect::<Vec<u32>>());
        assert_eq!(Rng::new(7).choose(1000, 30).len(), 30);
    }

    #[test]
    fn products_of_halves_are_whole_products() {
        let mut rng = Rng::new(3);
        for n in [1, 2, 3, 1000, u64::from(u32::MAX) - 1, u64::from(u32::MAX), 1 << 40] {
            for x in [0, 1, u64::MAX, rng.next_u64(), rng.next_u64()] {
                let whole = u128::from(x) * u128::from(n);
                assert_eq!(product(x, n), ((whole >> 64) as u64, whole as u64));
            }
        }
    }
}
