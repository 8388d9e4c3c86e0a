// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.Golden;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenEventsTest {
  /** Collections that an older writer may have left out. */
  private static final Set<String> EMPTY_IF_ABSENT = Set.of("StudySubmitted.notes");

  /** Instances of later forms of the same version, beside the first. */
  private static final Map<String, EventType> LATER =
      Map.of(
          "predictions-ready-corrupted.json", EventType.PREDICTIONS_READY,
          "split-published-blocks.json", EventType.SPLIT_PUBLISHED,
          "split-published-corruptions.json", EventType.SPLIT_PUBLISHED,
          "split-published-findings.json", EventType.SPLIT_PUBLISHED,
          "model-trained-parts.json", EventType.MODEL_TRAINED,
          "model-trained-form.json", EventType.MODEL_TRAINED,
          "model-trained-again.json", EventType.MODEL_TRAINED,
          "study-submitted-again.json", EventType.STUDY_SUBMITTED,
          "predictions-ready-origin.json", EventType.PREDICTIONS_READY);

  @Test
  void everyEventHasAnInstanceAndNoInstanceIsLeftOver() {
    List<String> first =
        Arrays.stream(EventType.values())
            .map(GoldenEventsTest::name)
            .map(n -> n.substring("event/".length()))
            .toList();

    assertThat(Golden.names("event"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(first.stream(), LATER.keySet().stream()).toList());
  }

  @Test
  void readsAndWritesBackLaterForms() {
    LATER.forEach(
        (name, type) -> {
          AssayEvent event = Golden.read("event/" + name, type.payload());

          assertThat(Golden.tree(Json.write(event)))
              .isEqualTo(Golden.tree(Golden.text("event/" + name)));
          assertThat(event.eventId())
              .as("a form does not change what it says")
              .isEqualTo(Golden.read(name(type), type.payload()).eventId());
        });
  }

  @ParameterizedTest
  @EnumSource
  void readsAndWritesBackToTheSameJson(EventType type) {
    AssayEvent event = Golden.read(name(type), type.payload());

    assertThat(Golden.tree(Json.write(event))).isEqualTo(Golden.tree(Golden.text(name(type))));
  }

  @ParameterizedTest
  @EnumSource
  void toleratesAPropertyOfALaterVersion(EventType type) {
    ObjectNode later = Golden.tree(Golden.text(name(type)));
    later.putObject("addedLater").put("some", "thing");

    AssayEvent event = Json.read(later.toString(), type.payload());

    assertThat(event).isEqualTo(Golden.read(name(type), type.payload()));
  }

  @ParameterizedTest
  @EnumSource
  void hasAnIdThatIsTheSameWheneverItIsRead(EventType type) {
    AssayEvent event = Golden.read(name(type), type.payload());

    assertThat(event.eventId())
        .matches("[0-9a-f]{64}")
        .isEqualTo(Golden.read(name(type), type.payload()).eventId());
    assertThat(event.eventType()).isEqualTo(type);
    assertThat(event.studyId()).isEqualTo("3f1c9a0b7de2");
  }

  @ParameterizedTest
  @MethodSource("requiredComponents")
  void refusesAnEventThatLacksARequiredField(EventType type, String field) {
    String json = Golden.without(name(type), field);

    assertThatThrownBy(() -> Json.read(json, type.payload()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }

  static Stream<Arguments> requiredComponents() {
    return Arrays.stream(EventType.values())
        .flatMap(
            type ->
                Arrays.stream(type.payload().getRecordComponents())
                    .filter(c -> !nullable(c))
                    .map(RecordComponent::getName)
                    .filter(
                        c -> !EMPTY_IF_ABSENT.contains(type.payload().getSimpleName() + "." + c))
                    .map(c -> Arguments.of(type, c)));
  }

  @ParameterizedTest
  @MethodSource("optionalComponents")
  void readsAnEventThatLacksAnOptionalField(EventType type, String field) {
    String instance =
        instances(type)
            .filter(name -> Golden.tree(Golden.text(name)).has(field))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no instance of " + type + " has " + field));
    String json = Golden.without(instance, field);

    AssayEvent event = Json.read(json, type.payload());

    assertThat(Golden.tree(Json.write(event))).isEqualTo(Golden.tree(json));
  }

  private static Stream<String> instances(EventType type) {
    return Stream.concat(
        Stream.of(name(type)),
        LATER.entrySet().stream()
            .filter(later -> later.getValue() == type)
            .map(later -> "event/" + later.getKey())
            .sorted());
  }

  static Stream<Arguments> optionalComponents() {
    return Arrays.stream(EventType.values())
        .flatMap(
            type ->
                Arrays.stream(type.payload().getRecordComponents())
                    .filter(GoldenEventsTest::nullable)
                    .map(c -> Arguments.of(type, c.getName())));
  }

  @ParameterizedTest(name = "{0} {1} = {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          study-submitted        | /studyId          | ""           | studyId must not be empty
          study-submitted        | /cells            | []           | cells must have at least one
          study-submitted        | /seeds            | []           | seeds must have at least one
          study-submitted        | /seeds/1          | 1            | seeds must be distinct
          study-submitted        | /threads          | 0            | threads must be at least 1
          study-submitted        | /checkpoint       | "last"       | Checkpoint
          study-submitted        | /evaluation/resamples | 99       | evaluation.resamples
          study-submitted        | /cells/0/subsetRatio  | 1.5      | subsetRatio must be from
          study-submitted        | /cells/0/weights/file | null     | weights.file must be absent
          split-published        | /splitId          | "abc"        | splitId must be 64
          split-published        | /pixels           | []           | pixels must have at least one
          split-published        | /pixels/0/resize  | 0            | resize must be at least 1
          split-published        | /classes          | []           | classes must have at least one
          split-published        | /hashes/test      | "x"          | hashes.test must be 64
          split-published        | /manifest/uri     | "/tmp/x"     | uri must be assay:sha256/
          split-published        | /manifest/size    | -1           | size must be at least 0
          cell-progress          | /fraction         | 1.01         | fraction must be from
          cell-progress          | /epoch            | -1           | epoch must be at least 0
          cell-progress          | /runKey           | "run 1"      | runKey must be 64
          model-trained          | /runKey           | "ABC"        | runKey must be 64
          model-trained          | /threads          | 0            | threads must be at least 1
          model-trained          | /preprocessing/resize | 100      | resize must be at least 224
          predictions-ready      | /scoringKey       | ""           | scoringKey must be 64
          evaluation-completed   | /evaluationKey    | ""           | evaluationKey must be 64
          evaluation-completed   | /supersedes       | "the former" | supersedes must be 64
          comparison-completed   | /comparisonKey    | ""           | comparisonKey must be 64
          comparison-failed      | /comparisonKey    | ""           | comparisonKey must be 64
          comparison-failed      | /cells            | []           | cells must have at least one
          comparison-failed      | /cells/0/evaluationKey | "x"     | evaluationKey must be 64
          comparison-failed      | /actor            | "nobody"     | Actor
          cell-failed            | /reason           | " "          | reason must not be empty
          cell-failed            | /runKey           | "run 1"      | runKey must be 64
          cell-failed            | /actor            | "nobody"     | Actor
          study-cancel-requested | /studyId          | null         | studyId must not be empty
          study-finished         | /failed           | -1           | failed must be at least 0
          study-finished         | /outcome          | "maybe"      | Outcome
          erasure-requested      | /erasure          | ""           | erasure must not be empty
          erasure-requested      | /studies/0/study  | ""           | studies.study must not be empty
          erasure-confirmed      | /files/0          | "x"          | files must be 64
          erasure-confirmed      | /removed/0/count  | -1           | removed.count must be at least 0
          """)
  void refusesAValueThatBreaksAnInvariant(
      String name, String pointer, String value, String message) {
    String json = Golden.with("event/" + name + ".json", pointer, value);
    Class<? extends AssayEvent> payload = EventType.ofTopic("assay." + name + ".v1").payload();

    assertThatThrownBy(() -> Json.read(json, payload))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesTheSameCellTwice() {
    StudySubmitted study = Golden.read("event/study-submitted.json", StudySubmitted.class);

    assertThatThrownBy(
            () ->
                new StudySubmitted(
                    study.studyId(),
                    study.name(),
                    List.of(study.cells().getFirst(), study.cells().getFirst()),
                    study.seeds(),
                    study.checkpoint(),
                    study.evaluation(),
                    study.threads(),
                    study.device(),
                    study.notes()))
        .hasMessageContaining("cells must be distinct");
  }

  @Test
  void leavesOutTheLossOfADivergedRun() {
    CellProgress golden = Golden.read("event/cell-progress.json", CellProgress.class);

    CellProgress diverged =
        new CellProgress(
            golden.studyId(),
            golden.cellId(),
            golden.runKey(),
            golden.seed(),
            golden.stage(),
            golden.epoch(),
            golden.epochs(),
            golden.fraction(),
            Double.NaN,
            Double.POSITIVE_INFINITY,
            golden.validationAccuracy(),
            golden.imagesPerSecond(),
            golden.etaSeconds(),
            golden.peakMemoryBytes());

    assertThat(Golden.tree(Json.write(diverged)).has("loss")).isFalse();
    assertThat(Golden.tree(Json.write(diverged)).has("validationLoss")).isFalse();
  }

  @Test
  void findsThePixelsOfASizeAndNamesTheSizeThatIsMissing() {
    SplitPublished split = Golden.read("event/split-published.json", SplitPublished.class);

    Preprocessing usual = Preprocessing.imageNet();
    assertThat(split.pixels(usual)).isEqualTo(split.pixels().getFirst().file());
    assertThatThrownBy(() -> split.pixels(usual.withSize(64, 64)))
        .hasMessageContaining("no pixels of size 64 (bilinear)");
    assertThatThrownBy(() -> split.pixels(Preprocessing.dinoV2())).hasMessageContaining("bicubic");
  }

  private static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static String name(EventType type) {
    return "event/" + type.topic().replaceAll("assay\\.(.*)\\.v1", "$1") + ".json";
  }
}
