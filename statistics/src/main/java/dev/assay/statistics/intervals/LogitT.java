// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The interval for few units, and for values near 1: on the logit scale, with the standard error
 * from deleting one unit after the other and the quantile of Student's t with G - 1 degrees of
 * freedom. It stays in (0, 1) and is not symmetric, as percentiles of few units should be but are
 * not.
 *
 * <p>With independent images, the deleted-unit variance of an area under the curve is DeLong's but
 * for terms of 1/n (J. N. Arvesen, Ann. Math. Stat. 40 (1969) 2076-2100; E. R. DeLong et al.,
 * Biometrics 44 (1988) 837-845), with groups N. A. Obuchowski's (Biometrics 53 (1997) 567-578). The
 * transformation: M. S. Pepe, The Statistical Evaluation of Medical Tests, 2003, 5.2.3.
 */
final class LogitT {
  private LogitT() {}

  /**
   * @param point in (0, 1)
   * @param standardError above 0
   * @param units above one
   */
  static Binomial.Bounds of(double point, double standardError, double units, double confidence) {
    double t = TDistribution.of(units - 1).inverseSurvivalProbability((1 - confidence) / 2);
    double logit = Math.log(point / (1 - point));
    double half = t * standardError / (point * (1 - point));
    return new Binomial.Bounds(share(logit - half), share(logit + half));
  }

  private static double share(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
