// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A plan as lines of text, and its curve as CSV. */
public final class PlanText {
  private PlanText() {}

  /** For people. */
  public static List<String> of(PlanDocument plan) {
    List<String> lines = new ArrayList<>();
    lines.add("Test set for " + plan.metric() + ": " + plan.goal());
    lines.add("");
    lines.add("  patients        " + plan.patients());
    lines.add("  images          " + Math.round(plan.images()));
    PlanDocument.ByFormula formula = plan.formula();
    if (formula != null) {
      lines.add("  by formula      " + formula.patients() + " patients: " + formula.name());
    }
    PlanDocument.Drawn drawn = plan.simulated();
    if (drawn != null) {
      lines.add(
          "  by simulation   %s; Monte Carlo error %s; %d test sets, seed %d"
              .formatted(
                  plan.quantity().equals("width")
                      ? "mean width " + shown(drawn.value())
                      : "power " + shown(drawn.value()),
                  four(drawn.standardError()),
                  drawn.sets(),
                  plan.seed()));
      if (drawn.without() > 0) {
        lines.add(
            "                  %s %% of the sets have no %s"
                .formatted(
                    one(100 * drawn.without()),
                    plan.quantity().equals("width") ? "interval" : "test"));
      }
    }
    lines.add("");
    lines.add("Assumed:");
    plan.assumptions().forEach(assumed -> lines.add("  - " + assumed));
    if (!plan.curve().isEmpty()) {
      lines.add("");
      lines.add(
          "  %10s %10s %12s %12s".formatted("patients", "images", plan.quantity(), "simulated"));
      for (PlanDocument.Point point : plan.curve()) {
        PlanDocument.Drawn of = point.simulated();
        lines.add(
            "  %10d %10d %12s %12s"
                .formatted(
                    point.patients(),
                    Math.round(point.images()),
                    orNone(point.formula()),
                    orNone(of == null ? null : Double.valueOf(of.value()))));
      }
    }
    plan.notes().forEach(note -> lines.add("Note: " + note));
    lines.add("");
    lines.add("This answers item 21 of CLAIM 2024, the intended sample size, if it is made before");
    lines.add("the study. A plan holds for its assumptions: try others, too.");
    return lines;
  }

  /** The curve: a header, and a row for each number of patients. */
  public static List<String> csv(PlanDocument plan) {
    List<String> lines = new ArrayList<>();
    String what = plan.quantity();
    lines.add("patients,images," + what + "_formula," + what + "_simulated,standard_error,sets");
    for (PlanDocument.Point point : plan.curve()) {
      PlanDocument.Drawn of = point.simulated();
      lines.add(
          "%d,%s,%s,%s,%s,%s"
              .formatted(
                  point.patients(),
                  point.images(),
                  point.formula() == null ? "" : point.formula(),
                  of == null ? "" : of.value(),
                  of == null ? "" : of.standardError(),
                  of == null ? "" : of.sets()));
    }
    return lines;
  }

  private static String orNone(@Nullable Double value) {
    return value == null ? "-" : shown(value);
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, value < 0.01 ? "%.5f" : "%.3f", value);
  }

  private static String four(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String one(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
