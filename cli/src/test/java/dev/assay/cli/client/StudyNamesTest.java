// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StudyNamesTest {
  private static final List<StudyView> STUDIES =
      List.of(study("aaa111", "chest"), study("aab222", "chest"), study("b3", "fundus"));

  @Test
  void findsByIdBeginningOrName() {
    assertThat(StudyNames.find(STUDIES, "aaa111").studyId()).isEqualTo("aaa111");
    assertThat(StudyNames.find(STUDIES, "b").studyId()).isEqualTo("b3");
    assertThat(StudyNames.find(STUDIES, "chest").studyId()).isEqualTo("aaa111");
  }

  @Test
  void refusesABeginningThatFitsSeveral() {
    assertThatThrownBy(() -> StudyNames.find(STUDIES, "aa"))
        .hasMessageContaining("aaa111 (chest), aab222 (chest)");
  }

  @Test
  void namesTheKnownStudies() {
    assertThatThrownBy(() -> StudyNames.find(STUDIES, "x")).hasMessageContaining("b3 (fundus)");
    assertThatThrownBy(() -> StudyNames.find(List.of(), "x")).hasMessageContaining("none");
  }

  private static StudyView study(String id, String name) {
    return new StudyView(id, name, "done", 0, 0, 0, List.of(), List.of(), null, null);
  }
}
