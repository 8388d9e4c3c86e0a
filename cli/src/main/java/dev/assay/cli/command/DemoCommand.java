// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.client.ReportFormat;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.progress.ProgressScreen;
import dev.assay.cli.progress.StackLines;
import dev.assay.cli.stack.Home;
import dev.assay.cli.stack.HomeLock;
import dev.assay.cli.stack.LocalStack;
import dev.assay.cli.study.ImageFolders;
import dev.assay.cli.study.StudyFile;
import dev.assay.cli.study.WeightsFolder;
import dev.assay.datasets.phantom.PhantomChestXrays;
import dev.assay.embedded.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Run a small real study: what pretraining and fine-tuning bring on 240 chest"
          + " X-rays. It takes a minute or two and needs no preparation.",
      "Starts a stack on a temporary home, runs studies/demo.yaml on the images and weights"
          + " in demo/, prints its table and what it shows, stops the stack and removes the home."
          + " If a step fails, the home stays for its logs."
    })
final class DemoCommand implements Callable<Integer> {
  private static final String FRESH = "-demo";
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Parent folder of the images and results (default: ./assay-out).")
  private Path out = ReportFiles.DEFAULT_PARENT;

  @Mixin private final FormatOption format = new FormatOption();

  @Option(
      names = "--synthetic",
      description =
          "Draw phantom chest X-rays and train randomly initialised networks instead; the numbers"
              + " mean nothing.")
  private boolean synthetic;

  DemoCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (common.server().isPresent()) {
      throw CliException.badInput(
          "demo starts a stack on this machine and takes no --server; use: assay run");
    }
    ReportFormat printed = format.chosen();
    Path root = program.root();
    StudyFile study =
        StudyFile.read(
            root.resolve("studies").resolve(synthetic ? "demo-synthetic.yaml" : "demo.yaml"));
    ImageFolders folders =
        synthetic
            ? new ImageFolders(Map.of(study.spec().datasets().getFirst().name(), drawImages()))
            : ImageFolders.resolve(study, List.of(), List.of());
    Path files = root.resolve("demo").resolve("weights");
    WeightsFolder weights = WeightsFolder.find(files, files, study.spec());
    boolean fresh = !common.homeIsGiven();
    Home home = fresh ? common.home().sibling(FRESH) : common.home();
    if (fresh) {
      remove(home);
    }
    int code = run(home, study, folders, weights, printed);
    if (fresh && code == 0) {
      remove(home);
    } else if (fresh) {
      program
          .console()
          .say("The logs are kept in %s until the next demo.".formatted(home.folder()));
    }
    return code;
  }

  private int run(
      Home home,
      StudyFile study,
      ImageFolders folders,
      WeightsFolder weights,
      @Nullable ReportFormat printed) {
    Console console = program.console();
    ProgressScreen screen = new ProgressScreen(console);
    try (StackAccess stack =
        StackAccess.startingIfNeeded(
            home, program.installation(), new StackLines(screen::say), screen::say)) {
      StudyView end =
          new StudyRun(stack, screen, false, common::hint).execute(study, folders, weights);
      ReportFiles.Written written = ReportFiles.write(stack.client(), end, out);
      Outcome.print(console, common.json(), printed, stack.client(), end, written);
      if (synthetic) {
        console.say(
            "The images are synthetic and the weights were random: the numbers mean nothing.");
      } else {
        DemoFindings.of(Outcome.of(end, written).report(), end.titles()).forEach(console::say);
      }
      return StudyRun.exitCode(end).number();
    }
  }

  private Path drawImages() {
    Path folder = out.resolve("phantom-chest-xrays").toAbsolutePath().normalize();
    try {
      Folders.delete(folder);
      int count = PhantomChestXrays.standard().write(folder);
      program
          .console()
          .say("Drew %d phantom chest X-rays, which are synthetic, in %s".formatted(count, folder));
      program.console().say("The networks start from random weights: nothing is downloaded.");
      return folder;
    } catch (IOException e) {
      throw CliException.environment(
          "the images cannot be written to %s: %s".formatted(folder, e.getMessage()));
    }
  }

  /**
   * Removes the home of an earlier demo and stops the processes that a killed demo left running.
   */
  private static void remove(Home home) {
    home.prepare();
    HomeLock lock =
        HomeLock.tryAcquire(home)
            .orElseThrow(
                () -> CliException.environment("another demo is running on " + home.folder()));
    try (lock) {
      LocalStack.stopOrphans(home);
      Folders.delete(home.folder());
    } catch (IOException e) {
      throw CliException.environment(
          "%s cannot be removed: %s".formatted(home.folder(), e.getMessage()));
    }
  }
}
