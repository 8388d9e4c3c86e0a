// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.images.Answers;
import dev.assay.reporting.images.CellAnswers;
import dev.assay.reporting.images.FindingAnswers;
import dev.assay.reporting.images.FindingAnswers.Filter;
import dev.assay.reporting.images.FindingAnswers.Order;
import java.util.ArrayList;
import java.util.List;

/**
 * What the page of a cell shows of its test images.
 *
 * @param worst those that it got most wrong; empty while nothing is scored, and where images may
 *     show several findings: they are wrong about one and right about another
 * @param findings with the images of each; empty where images have one class
 * @param refusal why images are shown without pictures; empty: they have them
 */
public record CellImagery(List<ImageTile> worst, List<Finding> findings, String refusal) {

  /**
   * One finding.
   *
   * @param href address of its images
   * @param images in how many it is present, absent and not known, in words
   */
  public record Finding(String name, String href, String images) {}

  static CellImagery none(String refusal) {
    return new CellImagery(List.of(), List.of(), refusal);
  }

  /**
   * @param base where the images of the cell are
   * @param most images
   */
  static CellImagery of(Answers answers, String base, int most, String refusal) {
    return switch (answers) {
      case CellAnswers classes ->
          new CellImagery(
              classes.sorted(CellAnswers.Order.LOSS).stream()
                  .limit(most)
                  .map(answer -> ImageTile.of(answer, classes.classes(), base))
                  .toList(),
              List.of(),
              refusal);
      case FindingAnswers several -> new CellImagery(List.of(), findings(several, base), refusal);
    };
  }

  private static List<Finding> findings(FindingAnswers answers, String base) {
    List<Finding> findings = new ArrayList<>();
    for (int f = 0; f < answers.findings().size(); f++) {
      FindingView view = new FindingView(f, answers.findings().get(f), Filter.ALL, Order.WRONG);
      findings.add(
          new Finding(
              view.name(),
              view.address(base),
              "present in %d, absent in %d, not known of %d"
                  .formatted(
                      answers.count(f, Filter.PRESENT),
                      answers.count(f, Filter.ABSENT),
                      answers.count(f, Filter.UNKNOWN))));
    }
    return findings;
  }
}
