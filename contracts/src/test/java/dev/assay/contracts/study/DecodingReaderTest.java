// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.Orientation;
import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecodingReaderTest {
  private static final StudyReader READER =
      new StudyReader(List.of("resnet50"), List.of("folder", "kermany"));

  private static String study(String dataset) {
    return "name: s\ndatasets: [{name: a, layout: folder" + dataset + "}]\nbackbones: [resnet50]";
  }

  private static StudySpec.Dataset dataset(String decoding) {
    return READER.read(study(decoding)).datasets().getFirst();
  }

  @Test
  void whatADataSetLeavesOutIsAsInTheOriginalStudy() {
    assertThat(dataset("").decoding()).isNull();
    assertThat(dataset(", decoding: {sixteen-bit: min-max}").decoding())
        .isEqualTo(new DecodingOptions(Orientation.IGNORE, SixteenBit.MIN_MAX, Alpha.DROP));
    assertThat(DecodingReader.of("--decoding", Map.of("orientation", "apply", "alpha", "white")))
        .isEqualTo(new DecodingOptions(Orientation.APPLY, SixteenBit.CLIP, Alpha.WHITE));
    assertThat(DecodingReader.of("--decoding", Map.of())).isEqualTo(DecodingOptions.paper());
  }

  @Test
  void wordsAreThoseOfTheJson() {
    for (Orientation value : Orientation.values()) {
      assertThat(Json.write(value)).isEqualTo("\"" + value.label() + "\"");
    }
    for (SixteenBit value : SixteenBit.values()) {
      assertThat(Json.write(value)).isEqualTo("\"" + value.label() + "\"");
    }
    for (Alpha value : Alpha.values()) {
      assertThat(Json.write(value)).isEqualTo("\"" + value.label() + "\"");
    }
    assertThat(DecodingOptions.paper().words())
        .isEqualTo("orientation ignore, sixteen-bit clip, alpha drop (as the original study)");
  }

  /** What was registered before there was this option keeps its hash. */
  @Test
  void secondaryCapturesAreWrittenOnlyWhereTheyAreAccepted() {
    DecodingOptions accepted =
        DecodingReader.of("--decoding", Map.of("secondary-capture", "accept"));

    assertThat(Json.write(DecodingOptions.paper()))
        .isEqualTo("{\"alpha\":\"drop\",\"orientation\":\"ignore\",\"sixteenBit\":\"clip\"}");
    assertThat(DecodingReader.of("--decoding", Map.of("secondary-capture", "leave-out")))
        .isEqualTo(DecodingOptions.paper());
    assertThat(accepted.isPaper()).isFalse();
    assertThat(accepted.acceptsSecondaryCapture()).isTrue();
    assertThat(Json.read(Json.write(accepted), DecodingOptions.class)).isEqualTo(accepted);
    assertThat(accepted.words())
        .isEqualTo("orientation ignore, sixteen-bit clip, alpha drop, secondary-capture accept");
  }

  @Test
  void framesAreAWordOrANumber() {
    DecodingOptions twelfth = dataset(", decoding: {frames: 12, slice-axis: first}").decoding();

    assertThat(twelfth.chosenFrames().chosen(20)).contains(11);
    assertThat(twelfth.chosenFrames().chosen(11)).isEmpty();
    assertThat(twelfth)
        .isEqualTo(dataset(", decoding: {frames: '12', slice-axis: first}").decoding());
    assertThat(twelfth.words())
        .isEqualTo("orientation ignore, sixteen-bit clip, alpha drop, frames 12, slice-axis first");
    assertThat(Json.read(Json.write(twelfth), DecodingOptions.class)).isEqualTo(twelfth);
    assertThat(DecodingReader.of("decoding", DecodingReader.words(twelfth))).isEqualTo(twelfth);
    assertThat(dataset(", decoding: {frames: leave-out, slice-axis: third}").decoding())
        .isEqualTo(DecodingOptions.paper());
    for (String wrong : List.of("0", "-1", "1000001", "1.5", "all", "[1]")) {
      FaultException fault =
          catchThrowableOfType(
              FaultException.class,
              () -> READER.read(study(", decoding: {frames: " + wrong + "}")));
      assertThat(fault.faults())
          .extracting(Fault::line)
          .singleElement()
          .asString()
          .endsWith(
              "must be one of leave-out, first, middle, last, every, or a number from 1 to"
                  + " 1000000");
    }
  }

  @Test
  void aStudyIsTheSameWhetherItSaysHowItsImagesAreReadOrNot() {
    assertThat(dataset(", decoding: {alpha: white}").withoutFolders())
        .isEqualTo(dataset("").withoutFolders());
    assertThat(Json.write(dataset(""))).doesNotContain("decoding");
  }

  @Test
  void namesWhatIsAccepted() {
    FaultException ofStudy =
        catchThrowableOfType(
            FaultException.class,
            () -> READER.read(study(", decoding: {orientation: turn, colour: red}")));
    FaultException notMapping =
        catchThrowableOfType(FaultException.class, () -> READER.read(study(", decoding: min-max")));
    FaultException ofOption =
        catchThrowableOfType(
            FaultException.class,
            () -> DecodingReader.of("--decoding", Map.of("sixteen-bit", "eight")));

    assertThat(ofStudy.faults())
        .extracting(Fault::line)
        .containsExactly(
            "datasets[0].decoding.orientation: 'turn': must be one of ignore, apply",
            "datasets[0].decoding.colour: is not a key of datasets[0].decoding; accepted keys:"
                + " alpha, frames, orientation, secondary-capture, sixteen-bit, slice-axis");
    assertThat(notMapping.faults())
        .extracting(Fault::line)
        .containsExactly("datasets[0].decoding: 'min-max': must be a mapping");
    assertThat(ofOption.faults())
        .extracting(Fault::line)
        .containsExactly(
            "--decoding.sixteen-bit: 'eight': must be one of clip, min-max, high-byte");
  }
}
