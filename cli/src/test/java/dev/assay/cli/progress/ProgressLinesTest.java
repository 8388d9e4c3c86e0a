// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Console;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.client.StudyView.CellView;
import dev.assay.cli.client.StudyView.SeedView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLinesTest {
  @Test
  void showsStageEpochLossAndTimeOfEachRun() {
    CellView frozen =
        cell(
            "MobileNetV2 frozen",
            "running",
            null,
            new SeedView(1, "k1", "training", 12, 100, 0.1, 0.3412, 0.91, 812.4, 71.6),
            new SeedView(2, null, null, null, null, null, null, null, null, null));
    CellView tuned =
        cell(
            "ResNet18 fine-tuned",
            "failed",
            "the disk is full",
            new SeedView(1, "k2", "features", 0, 0, 0.5, null, null, 12.0, null));

    assertThat(ProgressLines.of(study("running", frozen, tuned), 200))
        .containsExactly(
            "  MobileNetV2 frozen   seed 1  training  [##------------------]  epoch 12/100"
                + "  loss 0.341  val acc 0.910  812 img/s  ETA 1:12",
            "  MobileNetV2 frozen   seed 2  queued    [--------------------]",
            "  ResNet18 fine-tuned  seed 1  failed    [##########----------]"
                + "                                           12 img/s",
            "  ResNet18 fine-tuned failed: the disk is full");
  }

  @ParameterizedTest
  @ValueSource(ints = {79, 119, 199})
  void barEpochAndTimeLeftStayAndTheLabelBecomesShorter(int columns) {
    List<String> lines = ProgressLines.of(study("running", longCells()), columns);

    assertThat(lines)
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns))
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsPattern("\\[[#-]{20}\\]  epoch 12/100 .*ETA 11:01:12")
                    .containsPattern("MobileNetV.*(rozen|tuned) "));
    assertThat(lines).anyMatch(line -> line.contains("rozen "));
    assertThat(lines).anyMatch(line -> line.contains("tuned "));
  }

  @Test
  void narrowTerminalHasAShortBar() {
    assertThat(ProgressLines.of(study("running", longCells()), 40))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40))
        .allSatisfy(line -> assertThat(line).contains("epoch 12/100").contains("[#"));
  }

  @Test
  void nothingIsCutWhereTheWidthIsUnlimited() {
    assertThat(ProgressLines.of(study("running", longCells()), Integer.MAX_VALUE))
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("seed 1", "training", "loss", "val acc", "img/s", "ETA 11:01:12"));
  }

  @Test
  void theOnlyDataSetIsLeftOut() {
    assertThat(ProgressLines.of(study("running", longCells()), 200))
        .allSatisfy(line -> assertThat(line).startsWith("  MobileNetV2 / linear / "));
  }

  @Test
  void moreRunsThanTheTerminalHasRowsAreCounted() {
    CellView[] cells = new CellView[40];
    for (int i = 0; i < cells.length; i++) {
      cells[i] =
          cell("Model " + i, i < 20 ? "done" : i == 30 ? "running" : "pending", null, training(10));
    }

    List<String> lines = ProgressLines.within(study("running", cells), 80, 10);

    assertThat(lines).hasSize(10).anyMatch(line -> line.contains("Model 30"));
    assertThat(lines.getLast()).isEqualTo("  and 12 done, 19 training");
  }

  private static CellView[] longCells() {
    return new CellView[] {longCell("frozen"), longCell("fine-tuned")};
  }

  private static CellView longCell(String training) {
    SeedView seed =
        new SeedView(1, "k", "training", 12, 100, 0.1, 0.3412, 0.91, 812.4, 11 * 3600 + 72.0);
    return cell(
        "a-data-set-with-a-long-name / MobileNetV2 / linear / " + training,
        "running",
        null,
        seed,
        seed);
  }

  @Test
  void writesTimesAsAClock() {
    assertThat(ProgressLines.clock(0.4)).isEqualTo("0:00");
    assertThat(ProgressLines.clock(125)).isEqualTo("2:05");
    assertThat(ProgressLines.clock(3725)).isEqualTo("1:02:05");
  }

  @Test
  void printsALineOnlyWhenARunReachedSomethingWhereThereIsNoTerminal() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ProgressScreen screen = new ProgressScreen(console(err, false));

    screen.show(study("running", cell("A", "running", null, training(10))), 1);
    screen.show(study("running", cell("A", "running", null, training(11))), 2);
    screen.show(study("running", cell("A", "running", null, training(25))), 3);

    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .last()
        .asString()
        .contains("epoch 25/100");
  }

  @Test
  void ofALargeStudyTheRunsAtWorkAndHowManyCellsHaveEnded() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    ProgressScreen screen = new ProgressScreen(console(lines, false));
    screen.show(large(24_999, 1), 1);
    screen.show(large(25_000, 1), 2);
    screen.show(large(26_000, 1), 3);
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    new ProgressScreen(console(drawn, true)).show(large(25_000, 3), 62);

    assertThat(lines.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains(" of ")))
        .containsExactly(
            "  24999 of 100000 cells done, 1 failed", "  26000 of 100000 cells done, 1 failed");
    assertThat(drawn.toString(StandardCharsets.UTF_8))
        .contains("epoch 10/100")
        .contains("  running, 25000 of 100000 cells done, 3 failed, 1:02");
  }

  private static StudyView large(int done, int failed) {
    return new StudyView(
        "id",
        "x",
        "running",
        100_000,
        done,
        failed,
        List.of(cell("A", "running", null, training(10))),
        null,
        null,
        null);
  }

  @Test
  void drawsTheSameLinesAgainOnATerminal() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ProgressScreen screen = new ProgressScreen(console(err, true));

    screen.show(study("running", cell("A", "running", null, training(10))), 1);
    screen.show(study("running", cell("A", "running", null, training(11))), 2);
    screen.say("kept");

    String text = err.toString(StandardCharsets.UTF_8);
    assertThat(text.split("\u001b\\[2A\u001b\\[J", -1)).hasSize(3);
    assertThat(text.substring(text.lastIndexOf("\u001b[J") + 3))
        .startsWith("kept\n")
        .contains("epoch 11/100");
  }

  @Test
  void whatIsWrittenAfterTheEndIsNeverErased() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ProgressScreen screen = new ProgressScreen(console(err, true));
    screen.show(study("done", cell("A", "done", null, training(100))), 1);

    screen.end();
    err.reset();
    screen.say("stopping the stack");

    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("stopping the stack\n");
  }

  private static Console console(ByteArrayOutputStream err, boolean terminal) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Console(stream, stream, terminal, 120);
  }

  private static SeedView training(int epoch) {
    return new SeedView(1, "k", "training", epoch, 100, 0.0, null, null, null, null);
  }

  private static CellView cell(String label, String state, String reason, SeedView... seeds) {
    return new CellView(label, label, null, null, state, reason, List.of(seeds));
  }

  private static StudyView study(String state, CellView... cells) {
    return new StudyView(
        "id", "x", state, cells.length, 0, 0, List.of(cells), List.of(), null, null);
  }
}
