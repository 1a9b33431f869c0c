//! Candidate firms for a good, each with everything that speaks for it.

use super::catalog::{Catalog, LEVELS};
use super::embed::{Vector, cosine, middle};
use super::overlap::Overlap;
use crate::matching::chars::{NumberMap, grams};
use crate::matching::index::Sums;
use crate::matching::sparse::{Hits, Sparse, keep_best};

crate::positions! {
    /// What is known of a firm and a good.
    Feature {
        Rough, RoughRank, Pairs, PairsToBest, Cover, Triples, Title, IndustryWords,
        /// Likeness of the best and second listing, share of the best, and of all listings together.
        Best, Second, BestShare, LikeSquares, LikeCount,
        Sense, SenseToBest, Walk,
        /// Votes of similar listings for the firm's industries, as a share and as a lift over its size.
        Vote1, Vote2, Vote3, Lift1, Lift2, Lift3,
        SenseIndustry2, SenseIndustry3, Typical, PairsRank, SenseRank,
        Listings, WithShare, Length, ListedBy, BestOfAll, MostPairs, MostSense, IndustrySize,
        Suffix, SuffixShare, Prefix, PrefixShare, Suffixes, Prefixes, Run, Within, Contains,
        Sense1, Sense2, SenseMean3, SenseMean, Close, Covered, CoveredHead, CountPairs,
        /// Likeness to the firms of similar listings.
        KinMean, KinSum, KinMost,
    }
}

/// Similar listings that are looked at, and those of them that vote.
const SIMILAR: usize = 100;
const VOTING: usize = 50;
/// Firms of similar listings that a candidate is compared with.
const KIN: usize = 25;
/// Places after which a rank says nothing more.
const LAST_RANK: usize = 100;

/// A candidate firm.
pub(super) struct Candidate {
    pub(super) firm: u32,
    pub(super) row: Vec<f32>,
}

/// Working memory of one thread.
#[derive(Default)]
pub struct Scratch {
    pub(super) sums: Sums,
    bags: [Vec<f32>; 5],
}

/// How alike the listings of one firm are to the good.
#[derive(Clone, Copy, Default)]
struct Likeness {
    best: f32,
    second: f32,
    best_share: f32,
    squares: f32,
    count: f32,
}

impl Likeness {
    fn add(&mut self, likeness: f32, share: f32) {
        if likeness > self.best {
            (self.second, self.best, self.best_share) = (self.best, likeness, share);
        } else {
            self.second = self.second.max(likeness);
        }
        self.squares += likeness * likeness;
        self.count += 1.0;
    }
}

/// What similar listings say together.
struct Similar {
    of_firm: NumberMap<u32, Likeness>,
    votes: Vec<f32>,
    all_votes: f32,
    /// The middle of their firms.
    around: Vector,
    /// Their firms, those with the most similar listings.
    kin: Kin,
    best: f32,
}

impl Similar {
    fn to(catalog: &Catalog, good: &[char], sums: &mut Sums) -> Similar {
        let near = catalog.index.nearest(good, SIMILAR, sums, |_| false);
        let mut of_firm: NumberMap<u32, Likeness> = NumberMap::default();
        let (mut votes, mut all_votes) = (vec![0.0; catalog.industry_sizes.len()], 1e-6);
        let mut firms: Vec<(f32, Vector)> = vec![];
        for (rank, (name, likeness)) in near.iter().enumerate() {
            let owners = &catalog.owners[*name as usize];
            let weight = likeness * likeness / (owners.len() as f32).sqrt();
            for (firm, share) in owners {
                of_firm.entry(*firm).or_default().add(*likeness, *share);
                if rank < VOTING {
                    catalog.industries[*firm as usize].iter().for_each(|i| votes[*i as usize] += weight);
                    all_votes += weight;
                    firms.push((weight, catalog.firm_vectors[*firm as usize]));
                }
            }
        }
        let mut kin: Hits = of_firm.iter().map(|(firm, like)| (*firm, like.best * like.best)).collect();
        keep_best(&mut kin, KIN);
        let best = near.first().map_or(0.0, |hit| hit.1);
        let kin = Kin::of(catalog, kin);
        Similar { of_firm, votes, all_votes, around: middle(firms.into_iter()), kin, best }
    }
}

/// Firms that a candidate is compared with, all at once.
struct Kin {
    /// Each with its weight.
    firms: Hits,
    /// Their n-grams: which of them has it, and with which weight.
    grams: NumberMap<u32, Vec<(usize, f32)>>,
}

impl Kin {
    fn of(catalog: &Catalog, firms: Hits) -> Kin {
        let mut grams: NumberMap<u32, Vec<(usize, f32)>> = NumberMap::default();
        for (at, (firm, _)) in firms.iter().enumerate() {
            for (gram, weight) in &catalog.bags[*firm as usize] {
                grams.entry(*gram).or_default().push((at, *weight));
            }
        }
        Kin { firms, grams }
    }

    /// How alike each of them is to a bag.
    fn alike(&self, bag: &Sparse) -> [f32; KIN] {
        let mut alike = [0.0; KIN];
        for (gram, weight) in bag {
            for (at, other) in self.grams.get(gram).into_iter().flatten() {
                alike[*at] += weight * other;
            }
        }
        alike
    }
}

/// Everything known of one good before firms are looked at one by one.
struct Asked<'a> {
    catalog: &'a Catalog,
    good: &'a [char],
    vector: Vector,
    similar: Similar,
    /// In order.
    listed_by: Vec<u32>,
    pairs: &'a [f32],
    cover: &'a [f32],
    triples: &'a [f32],
    titles: &'a [f32],
    industry_words: &'a [f32],
    sense: Vec<f32>,
    walk: Vec<f32>,
}

/// The numbers that all candidates are measured by.
struct Measures {
    pairs_rank: NumberMap<u32, f32>,
    sense_rank: NumberMap<u32, f32>,
    most_pairs: f32,
    most_sense: f32,
}

impl Catalog {
    /// Up to `most` firms that do not list the good, with their features.
    pub(super) fn candidates(&self, good: &[char], most: usize, scratch: &mut Scratch) -> Vec<Candidate> {
        for bag in &mut scratch.bags {
            bag.clear();
            bag.resize(self.names_of.len(), 0.0);
        }
        let [pairs, cover, triples, titles, industry_words] = &mut scratch.bags;
        self.profiles.pairs.score(good, pairs, Some(cover));
        self.profiles.triples.score(good, triples, None);
        self.profiles.titles.score(good, titles, None);
        self.profiles.industries.score(good, industry_words, None);
        let similar = Similar::to(self, good, &mut scratch.sums);
        let vector = self.embedding.vector(good);
        let against = |point: &Vector| self.firm_vectors.iter().map(|firm| cosine(point, firm)).collect::<Vec<f32>>();
        let asked = Asked {
            catalog: self,
            good,
            sense: against(&vector),
            walk: against(&similar.around),
            vector,
            similar,
            listed_by: self.listing_firms(good),
            pairs,
            cover,
            triples,
            titles,
            industry_words,
        };
        asked.candidates(most)
    }
}

/// The places of the best values.
fn ranks(values: &[f32]) -> NumberMap<u32, f32> {
    let mut order: Hits = values.iter().enumerate().map(|(firm, value)| (firm as u32, *value)).collect();
    keep_best(&mut order, LAST_RANK);
    order.iter().enumerate().map(|(rank, (firm, _))| (*firm, rank as f32)).collect()
}

impl Asked<'_> {
    fn candidates(&self, most: usize) -> Vec<Candidate> {
        let firms = (0..self.sense.len() as u32).filter(|firm| self.listed_by.binary_search(firm).is_err());
        let mut rough: Hits = firms.map(|firm| (firm, self.rough(firm))).collect();
        keep_best(&mut rough, most);
        let highest = |values: &[f32]| values.iter().copied().fold(0.1, f32::max);
        let measures = Measures {
            pairs_rank: ranks(self.pairs),
            sense_rank: ranks(&self.sense),
            most_pairs: highest(self.pairs),
            most_sense: highest(&self.sense),
        };
        let row = |(rank, (firm, score)): (usize, &(u32, f32))| {
            let mut row = vec![0.0; Feature::WIDTH];
            let mut set = |feature: Feature, value: f32| row[feature as usize] = value;
            set(Feature::Rough, *score);
            set(Feature::RoughRank, rank as f32);
            self.by_words(*firm, &measures, &mut set);
            self.by_industry(*firm, &mut set);
            self.by_listings(*firm, &mut set);
            self.by_kin(*firm, &mut set);
            Candidate { firm: *firm, row }
        };
        rough.iter().enumerate().map(row).collect()
    }

    /// How much more often the firms of similar listings are of this industry than firms are at all.
    fn lift(&self, industry: u32) -> f32 {
        let share = self.similar.votes[industry as usize] / self.similar.all_votes;
        share / (self.catalog.industry_sizes[industry as usize] + 3.0) * 100.0
    }

    fn likeness(&self, firm: u32) -> Likeness {
        self.similar.of_firm.get(&firm).copied().unwrap_or_default()
    }

    /// The first blend, by hand: it only chooses who is ranked.
    fn rough(&self, firm: u32) -> f32 {
        let i = firm as usize;
        let lift = self.lift(self.catalog.industries[i][LEVELS - 1]).min(3.0);
        self.pairs[i] / 10.0
            + self.triples[i] / 20.0
            + 2.0 * self.sense[i]
            + self.walk[i]
            + self.titles[i] / 15.0
            + lift * 0.3
            + self.likeness(firm).best
    }

    fn by_words(&self, firm: u32, measures: &Measures, set: &mut impl FnMut(Feature, f32)) {
        use Feature::*;
        let (i, like) = (firm as usize, self.likeness(firm));
        let rank = |ranks: &NumberMap<u32, f32>| ranks.get(&firm).copied().unwrap_or(LAST_RANK as f32);
        for (feature, value) in [
            (Pairs, self.pairs[i]),
            (PairsToBest, self.pairs[i] / measures.most_pairs),
            (Cover, self.cover[i]),
            (Triples, self.triples[i]),
            (Title, self.titles[i]),
            (IndustryWords, self.industry_words[i]),
            (Best, like.best),
            (Second, like.second),
            (BestShare, like.best_share),
            (LikeSquares, like.squares),
            (LikeCount, like.count),
            (Sense, self.sense[i]),
            (SenseToBest, self.sense[i] - measures.most_sense),
            (Walk, self.walk[i]),
            (PairsRank, rank(&measures.pairs_rank)),
            (SenseRank, rank(&measures.sense_rank)),
            (MostPairs, measures.most_pairs),
            (MostSense, measures.most_sense),
            (ListedBy, self.listed_by.len() as f32),
            (BestOfAll, self.similar.best),
            (Length, self.good.len() as f32),
            (CountPairs, grams(self.good, 2).filter(|gram| gram.len == 2).count().max(1) as f32),
        ] {
            set(feature, value);
        }
    }

    fn by_industry(&self, firm: u32, set: &mut impl FnMut(Feature, f32)) {
        use Feature::*;
        let catalog = self.catalog;
        let [first, second, third] = catalog.industries[firm as usize];
        let vote = |industry: u32| self.similar.votes[industry as usize] / self.similar.all_votes;
        let vector = |industry: u32| &catalog.industry_vectors[industry as usize];
        for (feature, value) in [
            (Vote1, vote(first)),
            (Vote2, vote(second)),
            (Vote3, vote(third)),
            (Lift1, self.lift(first)),
            (Lift2, self.lift(second)),
            (Lift3, self.lift(third)),
            (SenseIndustry2, cosine(&self.vector, vector(second))),
            (SenseIndustry3, cosine(&self.vector, vector(third))),
            (Typical, cosine(&catalog.firm_vectors[firm as usize], vector(third))),
            (IndustrySize, catalog.industry_sizes[third as usize]),
        ] {
            set(feature, value);
        }
    }

    fn by_listings(&self, firm: u32, set: &mut impl FnMut(Feature, f32)) {
        use Feature::*;
        let overlap = Overlap::of(self.catalog, firm as usize, self.good, &self.vector);
        let length = self.good.len().max(1) as f32;
        let near = |place: usize| overlap.near.get(place).copied().unwrap_or(0.0);
        for (feature, value) in [
            (Listings, self.catalog.names_of[firm as usize].len() as f32),
            (WithShare, self.catalog.with_share[firm as usize]),
            (Suffix, overlap.suffix),
            (SuffixShare, overlap.suffix / length),
            (Prefix, overlap.prefix),
            (PrefixShare, overlap.prefix / length),
            (Suffixes, overlap.suffixes),
            (Prefixes, overlap.prefixes),
            (Run, overlap.run / length),
            (Within, overlap.within / length),
            (Contains, overlap.contains),
            (Sense1, near(0)),
            (Sense2, near(1)),
            (SenseMean3, overlap.mean_near(3)),
            (SenseMean, overlap.mean_near(LAST_RANK)),
            (Close, overlap.close),
            (Covered, overlap.covered / length),
            (CoveredHead, overlap.covered_head),
        ] {
            set(feature, value);
        }
    }

    fn by_kin(&self, firm: u32, set: &mut impl FnMut(Feature, f32)) {
        let kin = &self.similar.kin;
        let alike = kin.alike(&self.catalog.bags[firm as usize]);
        let (mut sum, mut most, mut all) = (0.0, 0.0f32, 1e-6);
        for ((_, weight), alike) in kin.firms.iter().zip(alike).filter(|((other, _), _)| *other != firm) {
            let alike = weight * alike;
            sum += alike;
            all += weight;
            most = most.max(alike);
        }
        set(Feature::KinMean, sum / all);
        set(Feature::KinSum, sum);
        set(Feature::KinMost, most);
    }
}
