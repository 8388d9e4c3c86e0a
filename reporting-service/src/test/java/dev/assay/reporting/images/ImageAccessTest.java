// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.rest.Caller;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageAccessTest {
  private static ImageAccess access(String shownTo, Caller caller) {
    return new ImageAccess(shownTo, () -> Optional.of(caller));
  }

  private static Caller a(Role role) {
    return new Caller("ann", role);
  }

  @Test
  void everyoneSeesThemUnlessASettingForbidsIt() {
    assertThatCode(access("everyone", a(Role.VIEWER))::require).doesNotThrowAnyException();
    assertThat(access(" everyone ", a(Role.VIEWER)).isGiven()).isTrue();
    assertThatThrownBy(access("nobody", Caller.STACK)::require)
        .isInstanceOf(ProblemException.class)
        .satisfies(
            e -> {
              assertThat(((ProblemException) e).problem().status()).isEqualTo(403);
              assertThat(((ProblemException) e).problem().detail())
                  .contains("ASSAY_IMAGES_SHOWN_TO");
            });
  }

  @Test
  void aRoleAndThoseAboveItSeeThem() {
    assertThat(access("researcher", a(Role.VIEWER)).isGiven()).isFalse();
    assertThat(access("researcher", a(Role.RESEARCHER)).isGiven()).isTrue();
    assertThat(access("researcher", a(Role.OPERATOR)).isGiven()).isTrue();
    assertThat(access("operator", a(Role.RESEARCHER)).isGiven()).isFalse();
    assertThat(access("operator", Caller.STACK).isGiven()).isTrue();
    assertThat(access("operator", a(Role.VIEWER)).refusal()).contains("role 'operator'");
  }

  @Test
  void nobodyWhoIsNotKnownHasARole() {
    assertThat(new ImageAccess("viewer", Optional::empty).isGiven()).isFalse();
  }

  @Test
  void aSettingThatIsNoRoleIsRefused() {
    assertThatThrownBy(() -> access("radiologist", Caller.STACK))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ASSAY_IMAGES_SHOWN_TO is 'radiologist'")
        .hasMessageContaining("everyone, nobody, viewer, researcher and operator");
  }
}
