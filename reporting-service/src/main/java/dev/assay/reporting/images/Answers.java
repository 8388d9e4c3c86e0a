// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import java.util.List;

/** What a cell says of its test images. */
public sealed interface Answers permits CellAnswers, FindingAnswers {
  /** What the names are: {@code class} or {@code finding}. */
  String kind();

  /** Of the classes or the findings, in the order of the outputs of a model. */
  List<String> names();

  /** Whether something is said of an image. */
  boolean isAbout(String image);
}
