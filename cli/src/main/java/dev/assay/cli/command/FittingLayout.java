// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.study.Scans;
import dev.assay.contracts.Fault;
import dev.assay.datasets.layout.LayoutFit;
import dev.assay.datasets.source.PackedParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The layout of a folder of which the user does not say how it is to be read. */
final class FittingLayout {
  private FittingLayout() {}

  /**
   * The layout that fits best, after saying how each of them fits.
   *
   * @throws CliException with the reason of each layout if none fits
   */
  static String of(Path folder, Scans scans, Console console) {
    List<LayoutFit> fits = all(folder, scans);
    say(fits, scans, console);
    String best = LayoutFit.best(fits).orElseThrow();
    console.say("read as layout " + best + "; --layout reads it as another");
    return best;
  }

  /**
   * How each layout fits, the best first.
   *
   * @throws CliException with the reason of each layout if none fits
   */
  static List<LayoutFit> all(Path folder, Scans scans) {
    if (!Files.exists(folder)) {
      throw CliException.badInput("there is no folder or archive " + folder);
    }
    List<LayoutFit> fits = LayoutFit.of(scans.folder(folder));
    if (LayoutFit.best(fits).isEmpty()) {
      throw CliException.badInput(
          "no layout fits "
              + folder
              + PackedParts.hint(scans.folder(folder))
                  .map(hint -> "; " + scans.named(hint))
                  .orElse(""),
          fits.stream()
              .map(fit -> new Fault("layout " + fit.layout(), null, scans.named(fit.why())))
              .toList());
    }
    return fits;
  }

  static void say(List<LayoutFit> fits, Scans scans, Console console) {
    for (LayoutFit fit : fits) {
      console.say(
          "layout %s %s: %s"
              .formatted(
                  fit.layout(), fit.fits() ? "fits" : "does not fit", scans.named(fit.why())));
    }
  }
}
