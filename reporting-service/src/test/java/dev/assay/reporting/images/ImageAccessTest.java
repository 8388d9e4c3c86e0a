// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.rest.ProblemException;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageAccessTest {
  private static ImageAccess access(String shownTo, String... roles) {
    return new ImageAccess(
        shownTo,
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal("assay"))
            .addRoles(Set.of(roles))
            .build());
  }

  @Test
  void everyoneSeesThemUnlessASettingForbidsIt() {
    assertThatCode(access("everyone")::require).doesNotThrowAnyException();
    assertThat(access(" everyone ").isGiven()).isTrue();
    assertThatThrownBy(access("nobody", "nobody", "everyone")::require)
        .isInstanceOf(ProblemException.class)
        .satisfies(
            e -> {
              assertThat(((ProblemException) e).problem().status()).isEqualTo(403);
              assertThat(((ProblemException) e).problem().detail())
                  .contains("ASSAY_IMAGES_SHOWN_TO");
            });
  }

  @Test
  void aRoleSeesThemAndTheTokenHasNone() {
    assertThat(access("radiologist", "radiologist", "reader").isGiven()).isTrue();
    assertThat(access("radiologist", "reader").isGiven()).isFalse();
    assertThat(access("radiologist").isGiven()).isFalse();
    assertThat(access("radiologist").refusal()).contains("role 'radiologist'");
  }
}
