// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.reporting.render.name.RunNames;
import dev.assay.reporting.report.Report;
import java.util.ArrayList;
import java.util.List;

/** Every figure that the results of a study give now. */
public final class Plots {
  private Plots() {}

  /** In the order of an article; what they show is made when it is asked for. */
  public static List<Plot> of(Report report, PlotSource source) {
    RowTitles titles = new RowTitles(report.cells());
    RunNames names = new RunNames(report.cells());
    PlotContext context = new PlotContext(report, source, titles, names);
    List<Plot> plots = new ArrayList<>();
    plots.addAll(ForestPlots.ofCells(report, titles));
    plots.addAll(ForestPlots.ofFindings(report, titles, names));
    plots.addAll(ForestPlots.ofDifferences(report, names));
    RankPlot.of(report).ifPresent(plots::add);
    plots.addAll(new SubsetPlots(context).plots());
    plots.addAll(new ThresholdPlots(context).plots());
    plots.addAll(CountPlots.of(report, titles, names));
    plots.addAll(new LearningPlots(context).plots());
    return List.copyOf(plots);
  }
}
