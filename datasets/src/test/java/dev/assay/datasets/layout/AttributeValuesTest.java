// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeValuesTest {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stage  | Admitted with fever. | a sentence",
        "stage  | lies in the upper left lobe | a sentence",
        "stage  | 1957-03-14 | a date",
        "stage  | 14.3.1957 | a date",
        "stage  | 3/14/57 | a date",
        "stage  | 14 March 1957 | a date",
        "stage  | 10:15:00 | a date",
        "stage  | Doe^John | a name",
        "stage  | Doe, John | a name",
        "stage  | Dr. Doe | a name",
        "stage  | doe@example.org | an address",
        "stage  | 12345678 | a number of 5 or more digits",
        "stage  | 030 901820 | a number of 5 or more digits",
        "stage  | MRN0012345 | a number of 5 or more digits",
        "site   | the clinic that is next to the old railway station | more than 40 characters",
        "age    | 1957 | no age",
        "age    | 14.3.1957 | no age",
        "age    | 121 | no age",
        "sex    | female, born 1957 | no sex",
        "stage  | a\u202eb | control characters",
      })
  void refusesWhatCouldSayWhoAPatientIs(String column, String value, String kind)
      throws IOException {
    table(
        column.equals("stage") ? "stage" : "stage;" + column,
        2,
        i -> value(column, i == 0 ? value : ""));

    assertThatThrownBy(() -> Layout.named("csv/stage").list(root))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("images.csv: attribute '" + column + "' has ")
        .hasMessageContaining(kind)
        .hasMessageContaining("first in row 2; accepted are ages")
        // A message is logged and sent; the value is what must not be.
        .hasMessageNotContaining(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age   | 45",
        "age   | 045Y",
        "age   | 45.5",
        "age   | 40-49",
        "age   | 90+",
        "age   | >89",
        "age   | adult",
        "sex   | F",
        "sex   | 1",
        "sex   | weiblich",
        "site  | Köln",
        "site  | New York",
        "stage | 23.75",
        "stage | -1",
        "stage | T2 N0",
        "stage | breast (left)",
        "stage | 0,5",
      })
  void acceptsValuesThatManyPatientsHave(String column, String value) throws Exception {
    table(column.equals("stage") ? "stage" : "stage;" + column, 2, i -> value(column, value));

    assertThat(Layout.named("csv/stage").list(root).files().get(0).attributes())
        .containsEntry(column, value);
  }

  @Test
  void refusesTextsThatTellPatientsApart() throws IOException {
    table("site", 20, i -> "site" + (char) ('a' + i % 11));

    assertThatThrownBy(() -> Layout.named("csv").list(root))
        .hasMessageContaining("has 11 different texts for 20 patients");
  }

  @Test
  void refusesAsManyTextsAsFreeTextHas() throws IOException {
    table("site", 400, i -> "site " + word(i % 51));

    assertThatThrownBy(() -> Layout.named("csv").list(root))
        .hasMessageContaining("has more than 50 different texts");
  }

  @Test
  void acceptsCategoriesAndMeasurementsOfManyPatients() throws IOException {
    table("stage", 400, i -> i % 2 == 0 ? "stage " + word(i % 50) : "" + i);

    assertThatCode(() -> Layout.named("csv/stage").list(root)).doesNotThrowAnyException();
  }

  @Test
  void refusesYearsOfBirth() throws IOException {
    table("stage", 20, i -> "" + (1930 + i));

    assertThatThrownBy(() -> Layout.named("csv/stage").list(root))
        .hasMessageContaining("has years, as of birth; state ages");
  }

  @Test
  void keepsNoColumnThatIsNotDeclared() throws Exception {
    table("density,comment,sex", 4, i -> "dense,John Doe was here on 1.1.2020.,F");

    Listing usual = Layout.named("csv").list(root);
    Listing declared = Layout.named("csv/density").list(root);

    assertThat(usual.files()).allMatch(f -> f.attributes().equals(Map.of("sex", "F")));
    assertThat(usual.notes())
        .contains(
            "columns density, comment of images.csv are not kept, because no attribute is declared"
                + " with that name");
    assertThat(declared.files())
        .allMatch(f -> f.attributes().equals(Map.of("density", "dense", "sex", "F")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv/", "csv/label", "csv/a,,b", "csv/a;b", "csv/../x", "csv/Patient"})
  void refusesANameThatIsNoColumn(String layout) {
    assertThatThrownBy(() -> Layout.named(layout))
        .hasMessageContaining("lists columns that are attributes, as in csv/density,stage");
  }

  @Test
  void refusesADeclaredColumnThatIsNotThere() throws IOException {
    table("sex", 2, i -> "F");

    assertThatThrownBy(() -> Layout.named("csv/density").list(root))
        .hasMessageContaining("images.csv has no column 'density', which layout 'csv/density'");
  }

  @Test
  void checksTheTablesOfPublishedLayouts() {
    Listing listing =
        Listing.of(
            root,
            Listing.PATIENT,
            List.of("a", "b"),
            List.of(
                new ListedFile(
                    root.resolve("x.png"),
                    "x.png",
                    "a",
                    Optional.of("1"),
                    Optional.empty(),
                    Map.of("view", "seen by Dr. Doe"))),
            List.of());

    assertThatThrownBy(() -> AttributeValues.check(listing))
        .hasMessageContaining("attribute 'view' has a sentence")
        .hasMessageNotContaining("Doe");
  }

  /** The value in the last column, after the column stage. */
  private static String value(String column, String value) {
    return column.equals("stage") ? value : ";" + value;
  }

  private static String word(int i) {
    return "" + (char) ('a' + i / 26) + (char) ('a' + i % 26);
  }

  private void table(String columns, int rows, IntFunction<String> values) throws IOException {
    StringBuilder table = new StringBuilder("image;label;patient;" + columns.replace(',', ';'));
    for (int i = 0; i < rows; i++) {
      Files.writeString(root.resolve(i + ".png"), "" + i);
      String value = values.apply(i);
      table.append("\n%d.png;%s;p%d;".formatted(i, i % 2 == 0 ? "a" : "b", i));
      table.append(columns.contains(",") ? value.replace(',', ';') : value);
    }
    Files.writeString(root.resolve("images.csv"), table);
  }
}
