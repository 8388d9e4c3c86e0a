// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import java.util.List;
import java.util.Map;

/**
 * A cell whose test images were scored.
 *
 * @param split whose test images they are
 * @param version hash of the version of the data set
 * @param contents keyed id of the content of each test image, by the image
 * @param runs those that were scored, in the order of their seeds
 * @param answers of these runs
 */
public record TestedCell(
    Cell cell,
    SplitPublished split,
    String version,
    Map<String, String> contents,
    List<PredictionsReady> runs,
    Answers answers) {}
