// SPDX-License-Identifier: Apache-2.0
package dev.assay.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.terminal.TextTable.Cell;
import dev.assay.terminal.TextTable.Column;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTableTest {
  private static TextTable models() {
    return new TextTable(
            List.of(Column.words("Model"), Column.figures("Accuracy"), Column.words("Remark")))
        .row("ResNet50", "0.918", "trained on a hundred thousand images of birds and of ships")
        .row("肺炎モデル", "0.7", "");
  }

  @Test
  void figuresStandAtTheRightAndWordsAtTheLeft() {
    assertThat(models().lines(Screen.plain(200)))
        .containsExactly(
            "Model       Accuracy  Remark",
            "-".repeat(80),
            "ResNet50       0.918  trained on a hundred thousand images of birds and of ships",
            "肺炎モデル       0.7");
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 40, 60, 80, 120})
  void noLineIsWiderThanTheScreen(int columns) {
    assertThat(models().lines(new Screen(columns, true, false)))
        .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(columns));
  }

  @Test
  void wordsAreWrappedWithinTheirColumnAndFiguresAreNot() {
    assertThat(models().lines(Screen.plain(40)))
        .containsSubsequence(
            "ResNet50       0.918  trained on a", "                      hundred thousand");
  }

  @Test
  void boldIsOfTheFirstLineOnlyAndTakesNoWidth() {
    TextTable table =
        new TextTable(List.of(Column.figures("Accuracy")))
            .row(List.of(new Cell(List.of("0.9", "[0.8, 1.0]"), true)))
            .row("0.8");

    assertThat(table.lines(new Screen(80, true, true)))
        .containsExactly(
            "  Accuracy", "──────────", "       \u001b[1m0.9\u001b[0m", "[0.8, 1.0]", "       0.8");
    assertThat(table.lines(Screen.plain(80))).noneMatch(line -> line.contains("\u001b"));
  }

  @Test
  void namesCannotMoveTheCursor() {
    assertThat(TextTable.ofWords("Name").row("a\u001b[2Jb\nc").lines(Screen.plain(80)).getLast())
        .isEqualTo("a\uFFFD[2Jb c");
  }

  @Test
  void rowHasACellForEachColumn() {
    assertThatThrownBy(() -> TextTable.ofWords("a", "b").row("1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 cells");
  }

  @ParameterizedTest
  @CsvSource({"abc, 3", "é, 1", "e\u0301, 1", "肺炎, 4", "한국, 4", "ﾊｲ, 2", "Ａ, 2", "–…─, 3"})
  void widthIsInColumns(String text, int columns) {
    assertThat(TextWidth.of(text)).isEqualTo(columns);
  }

  @Test
  void cutTextHasAnEllipsisAndIsNeverTooWide() {
    assertThat(TextWidth.cut("MobileNetV2", 11)).isEqualTo("MobileNetV2");
    assertThat(TextWidth.cut("MobileNetV2", 8)).isEqualTo("MobileN…");
    assertThat(TextWidth.cut("肺炎モデル", 6)).isEqualTo("肺炎…");
    assertThat(TextWidth.cut("abc", 0)).isEmpty();
  }

  @Test
  void squeezesNamesInTheirMiddle() {
    assertThat(TextWidth.squeeze("ResNet50 / fine-tuned / 25 %", 28))
        .isEqualTo("ResNet50 / fine-tuned / 25 %");
    assertThat(TextWidth.squeeze("ResNet50 / fine-tuned / 25 %", 16)).isEqualTo("ResNet50 /… 25 %");
    assertThat(TextWidth.squeeze("肺炎モデル九", 7)).isEqualTo("肺炎…九");
    assertThat(TextWidth.squeeze("e\u0301".repeat(5), 4)).isEqualTo("e\u0301e\u0301…e\u0301");
    assertThat(TextWidth.squeeze("abcdef", 3)).isEqualTo("ab…");
    assertThat(TextWidth.squeeze("abc", 0)).isEmpty();
  }

  @Test
  void wrappedTextKeepsEveryLetter() {
    String text = "a word andaverylongonewithoutanybreak 肺炎肺炎肺炎肺炎 end";

    List<String> lines = TextWidth.wrap(text, 9);

    assertThat(lines).allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(9));
    assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
    assertThat(TextWidth.wrap("", 10)).containsExactly("");
    assertThat(TextWidth.hanging("- ", "one two three", 9)).containsExactly("- one two", "  three");
  }

  @Test
  void unknownWidthIsTheUsualOneAndNoneIsTooSmall() {
    assertThat(new Screen(0, true, true).columns()).isEqualTo(80);
    assertThat(new Screen(-1, true, true).columns()).isEqualTo(80);
    assertThat(new Screen(1, true, true).columns()).isEqualTo(Screen.NARROWEST);
  }
}
