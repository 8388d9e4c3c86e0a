// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.List;
import java.util.Map;

/**
 * What the backbones of a study start from. With several choices each backbone has rows for each.
 *
 * @param choices at least one, in the order of the rows
 */
public record Pretrained(List<Choice> choices) {
  /** The usual weights of each backbone: one file. */
  public static final String IMAGENET = "imagenet";

  /** Random weights. */
  public static final String NONE = WeightsChoice.NONE;

  /** Every weights file of each backbone. */
  public static final String ALL = "all";

  /** The values that are not names of files. */
  public static final List<String> WORDS = List.of(IMAGENET, NONE, ALL);

  /** The endings of the names of weights files. */
  public static final List<String> FILE_ENDINGS = List.of(".pth", ".pt", ".safetensors");

  /**
   * One start of each backbone.
   *
   * @param weights one of {@link #WORDS}, or the name of a weights file, which is of one backbone
   * @param training the kinds of training that have such a row; empty: those of the study
   */
  public record Choice(String weights, List<Training> training) {
    public Choice {
      training = List.copyOf(training);
    }

    /** Whether it names a file. */
    @JsonIgnore
    public boolean isFile() {
      return !WORDS.contains(weights);
    }

    Object json() {
      return training.isEmpty()
          ? weights
          : Map.of(weights, training.stream().map(Training::label).toList());
    }
  }

  public Pretrained {
    choices = List.copyOf(choices);
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("a backbone must start from something");
    }
  }

  /** A single choice, for all kinds of training. */
  public static Pretrained of(String weights) {
    return new Pretrained(List.of(new Choice(weights, List.of())));
  }

  /** Whether no weights file is used. */
  public boolean isRandom() {
    return choices.stream().allMatch(choice -> choice.weights().equals(NONE));
  }

  /** Whether each backbone of the study needs a file, whichever it is. */
  public boolean needsFileOfEach() {
    return choices.stream()
        .anyMatch(choice -> choice.weights().equals(IMAGENET) || choice.weights().equals(ALL));
  }

  /** The files that are named. */
  public List<String> fileNames() {
    return choices.stream().filter(Choice::isFile).map(Choice::weights).toList();
  }

  /**
   * As a study writes it. A single choice is a text, as it was before there were several, so that
   * the identity of earlier studies has not changed.
   */
  @JsonValue
  Object json() {
    return choices.size() == 1
        ? choices.getFirst().json()
        : choices.stream().map(Choice::json).toList();
  }
}
