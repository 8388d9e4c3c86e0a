// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.intervals.AreaScore.Seen;
import org.junit.jupiter.api.Test;

/** Values by an implementation of its own in another language. */
class AreaScoreTest {
  private static void assertEnds(Binomial.Bounds bounds, double lower, double upper) {
    assertThat(bounds.lower()).isCloseTo(lower, within(1e-9));
    assertThat(bounds.upper()).isCloseTo(upper, within(1e-9));
  }

  private static Binomial.Bounds bounds(Seen seen) {
    return AreaScore.of(seen, 0.95).bounds(seen, 0.95);
  }

  @Test
  void newcombesMethodFive() {
    Seen seen = new Seen(0.9, 0, 0, 20, 80, 20, 1);

    assertEnds(new AreaScore(1, 1).bounds(seen, 0.95), 0.7882521182415034, 0.9536294306841313);
  }

  @Test
  void areaOfOneReachesDownFromOne() {
    assertEnds(bounds(new Seen(1, 0, 0, 9, 40, 9, 1)), 0.8643968902074203, 1);
    assertEnds(bounds(new Seen(0, 0, 0, 9, 40, 9, 1)), 0, 1 - 0.8643968902074203);
  }

  @Test
  void varianceIsBlendedWithTheFormula() {
    assertEnds(
        bounds(new Seen(0.9, 0.0009, 0.0009, 20, 80, 20, 1)),
        0.8047790076910203,
        0.9494404363003676);
  }

  @Test
  void clusteredImagesAreWiderByTheirDesignEffectWithStudentsT() {
    Seen seen = new Seen(0.9, 0.0012, 0.0008, 20, 80, 8, 3.2);

    assertThat(AreaScore.of(seen, 0.95).designEffect()).isCloseTo(2.1833298671975614, within(1e-9));
    assertEnds(bounds(seen), 0.7319857582107575, 0.9642872546695845);
    assertEnds(bounds(new Seen(1, 0, 0, 9, 40, 3, 3)), 0.656836394018302, 1);
  }

  @Test
  void oneUnitOfAClassCountsAsOneImage() {
    Seen seen = new Seen(0.9, 0.0012, 0.0008, 5, 80, 1, 5);

    assertThat(AreaScore.of(seen, 0.95)).isEqualTo(new AreaScore(5, 5));
  }
}
