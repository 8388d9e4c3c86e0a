// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.reporting.ReportingConfig;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Who may see images. Every image that this service sends passes here and nowhere else, so roles
 * have one place to be asked for. The setting {@code assay.reporting.images-shown-to} is {@code
 * everyone}, {@code nobody}, or the name of a role that the caller must have. The token of a stack
 * has no role.
 */
@Singleton
public class ImageAccess {
  static final String EVERYONE = "everyone";
  static final String NOBODY = "nobody";
  private static final int FORBIDDEN = 403;

  private final String shownTo;
  private final SecurityIdentity caller;

  /**
   * @param caller of the request that is being answered
   */
  @Inject
  ImageAccess(ReportingConfig config, SecurityIdentity caller) {
    this(config.imagesShownTo(), caller);
  }

  ImageAccess(String shownTo, SecurityIdentity caller) {
    this.shownTo = shownTo.strip();
    this.caller = caller;
  }

  /** Whether the caller may see images. */
  public boolean isGiven() {
    return shownTo.equals(EVERYONE) || (!shownTo.equals(NOBODY) && caller.hasRole(shownTo));
  }

  /** One sentence for those who may not. */
  public String refusal() {
    return shownTo.equals(NOBODY)
        ? "images are not shown here (setting ASSAY_IMAGES_SHOWN_TO)"
        : "images are shown to the role '%s' only (setting ASSAY_IMAGES_SHOWN_TO)"
            .formatted(shownTo);
  }

  /**
   * @throws ProblemException 403 if the caller may not see images
   */
  public void require() {
    if (!isGiven()) {
      throw new ProblemException(Problem.of(FORBIDDEN, refusal()));
    }
  }
}
