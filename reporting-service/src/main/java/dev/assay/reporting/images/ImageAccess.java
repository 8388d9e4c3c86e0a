// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.reporting.ReportingConfig;
import dev.assay.rest.Caller;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import io.quarkus.runtime.Startup;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who may see images. Every image that this service sends passes here and nowhere else, so roles
 * have one place to be asked for. The setting {@code assay.reporting.images-shown-to} is {@code
 * everyone}, {@code nobody}, or the least role that the caller must have. The token of a stack is
 * its operator's.
 */
@Singleton
@Startup
public class ImageAccess {
  static final String EVERYONE = "everyone";
  static final String NOBODY = "nobody";
  private static final int FORBIDDEN = 403;

  private final String shownTo;
  private final Optional<Role> least;
  private final Supplier<Optional<Caller>> caller;

  /**
   * @param request that is being answered
   */
  @Inject
  ImageAccess(ReportingConfig config, CurrentVertxRequest request) {
    this(
        config.imagesShownTo(),
        () -> Optional.ofNullable(request.getCurrent()).flatMap(Caller::of));
  }

  ImageAccess(String shownTo, Supplier<Optional<Caller>> caller) {
    this.shownTo = shownTo.strip();
    this.least = Role.of(this.shownTo);
    this.caller = caller;
    if (least.isEmpty() && !this.shownTo.equals(EVERYONE) && !this.shownTo.equals(NOBODY)) {
      throw new IllegalStateException(
          "ASSAY_IMAGES_SHOWN_TO is '%s'; accepted are everyone, nobody, viewer, researcher and operator"
              .formatted(this.shownTo));
    }
  }

  /** Whether the caller may see images. */
  public boolean isGiven() {
    return shownTo.equals(EVERYONE)
        || least
            .filter(role -> caller.get().filter(c -> c.role().mayDoWhatNeeds(role)).isPresent())
            .isPresent();
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
