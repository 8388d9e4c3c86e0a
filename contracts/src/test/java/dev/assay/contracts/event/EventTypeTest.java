// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Actor;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventTypeTest {
  private static final String RUN = "a".repeat(64);
  private static final String OTHER_RUN = "b".repeat(64);

  @Test
  void namesEveryEventOfTheSealedParent() {
    Set<Class<?>> listed =
        Arrays.stream(EventType.values()).map(EventType::payload).collect(Collectors.toSet());

    assertThat(listed).containsExactlyInAnyOrder(AssayEvent.class.getPermittedSubclasses());
  }

  @Test
  void makesTopicAndTypeFromNameAndVersion() {
    assertThat(EventType.MODEL_TRAINED.topic()).isEqualTo("assay.model-trained.v1");
    assertThat(EventType.MODEL_TRAINED.type()).isEqualTo("dev.assay.model-trained.v1");
    assertThat(EventType.topics()).doesNotHaveDuplicates().hasSize(EventType.values().length);
  }

  @Test
  void findsTheEventOfATopicAndRefusesAnother() {
    for (EventType type : EventType.values()) {
      assertThat(EventType.ofTopic(type.topic())).isEqualTo(type);
    }
    assertThatThrownBy(() -> EventType.ofTopic("assay.model-trained.v2"))
        .hasMessageContaining("assay.model-trained.v2");
  }

  @Test
  void keepsAllButProgressForEver() {
    for (EventType type : EventType.values()) {
      assertThat(type.retention().millis())
          .as(type.topic())
          .isEqualTo(type == EventType.CELL_PROGRESS ? 86_400_000 : -1);
    }
  }

  @Test
  void tellsTheFailuresOfTwoRunsApart() {
    CellFailed one = failed(RUN, "training", "first");

    assertThat(one.eventId()).isNotEqualTo(failed(OTHER_RUN, "training", "first").eventId());
    assertThat(one.eventId()).isNotEqualTo(failed(RUN, "scoring", "first").eventId());
    assertThat(one.eventId()).isNotEqualTo(failed(null, "training", "first").eventId());
  }

  @Test
  void saysTheSameFactUnderTheSameIdInOtherWords() {
    assertThat(failed(RUN, "training", "first").eventId())
        .isEqualTo(failed(RUN, "training", "second").eventId());
  }

  @Test
  void tellsTheSameIdentityOfTwoTypesApart() {
    assertThat(new StudyCancelRequested("s").eventId())
        .isNotEqualTo(new StudyFinished("s", StudyFinished.Outcome.CANCELLED, 0, 0).eventId());
  }

  private static CellFailed failed(String run, String stage, String reason) {
    return new CellFailed("s", "c", run, 1L, stage, reason, Actor.USER);
  }
}
