// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as spreadsheets, pandas and colleagues write them. */
class TablesTest {
  @TempDir Path root;

  @BeforeEach
  void images() throws IOException {
    for (int i = 0; i < 4; i++) {
      write("img/" + i + ".jpg", "" + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image,label\nimg/0.jpg,a\nimg/1.jpg,b\n",
        "image;label\nimg/0.jpg;a\nimg/1.jpg;b\n",
        "image\tlabel\nimg/0.jpg\ta\nimg/1.jpg\tb\n",
        "\uFEFFimage,label\r\nimg/0.jpg,a\r\nimg/1.jpg,b\r\n",
        "sep=;\nimage;label\nimg/0.jpg;a\nimg/1.jpg;b\n",
        "\"image\",\"label\"\n\"img/0.jpg\",\"a\"\n\"img/1.jpg\",\"b\"\n",
        "image,label\nimg/0.jpg,a\nimg/1.jpg,b",
        "image,label\n\nimg/0.jpg,a\n,\n\nimg/1.jpg,b\n,\n",
        ",image,label\n0,img/0.jpg,a\n1,img/1.jpg,b\n",
        "Unnamed: 0,image,label\n0,img/0.jpg,a\n1,img/1.jpg,b\n",
        "image,label,,\nimg/0.jpg,a,,\nimg/1.jpg,b,,\n",
        "image,label\nimg/0.jpg,a,\nimg/1.jpg,b,,\n",
        "image,label\nimg/0,a\nimg/1,b\n",
        "image,label\n./img/0.jpg,a\nimg\\1.jpg,b\n",
        "image,label\nimg/0.JPG,a\nIMG/1.jpg,b\n",
        "Image,Label\nimg/0.jpg,a\nimg/1.jpg,b\n",
        "image,label\nimg/0.jpg,a\nimg/1.jpg,b\nimg/0.jpg,a\n",
        "image,label\n0.jpg,a\n1.jpg,b\n",
        "image,label\n0,a\n1,b\n",
        ",image,label\n0.0,img/0.jpg,a\n1.0,img/1.jpg,b\n",
        "image,label\n1,img/0.jpg,a\n2,img/1.jpg,b\n",
        "image,label\nimg/0.jpg\u00a0,a\u00a0\nimg/1.jpg,\u200bb\n",
      })
  void readsTheSameImagesHoweverTheyAreWritten(String text) throws Exception {
    write("images.csv", text);

    Listing listing = list();

    assertThat(listing.files())
        .extracting(ListedFile::imageId, ListedFile::className, ListedFile::attributes)
        .containsExactly(tuple("img/0.jpg", "a", Map.of()), tuple("img/1.jpg", "b", Map.of()));
    assertThat(listing.leftOut()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"table.tsv", "table.tab", "images", "labels", "labels.txt"})
  void readsTablesOfOtherNames(String name) throws Exception {
    write("wrapper/" + name, "image\tlabel\n0.jpg\ta\n1.jpg\tb\n");
    write("wrapper/0.jpg", "0");
    write("wrapper/1.jpg", "1");
    Files.walk(root.resolve("img"))
        .sorted(java.util.Comparator.reverseOrder())
        .forEach(f -> f.toFile().delete());

    assertThat(list().files()).extracting(ListedFile::imageId).containsExactly("0.jpg", "1.jpg");
  }

  @Test
  void readsPackedTables() throws Exception {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(root.resolve("images.csv.gz")))) {
      out.write("image,label\nimg/0.jpg,a\nimg/1.jpg,b\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(list().files()).hasSize(2);
  }

  @Test
  void leavesANameOutThatSeveralFoldersHave() throws Exception {
    write("other/0.jpg", "another");
    write("images.csv", "image,label\n0.jpg,a\n1.jpg,b\n2,a\n");

    Listing listing = list();

    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly("img/1.jpg", "img/2.jpg");
    assertThat(listing.leftOut())
        .extracting(LeftOut::reason, LeftOut::detail)
        .containsExactly(
            tuple(
                QuarantineReason.SAME_NAME,
                "image '0.jpg': 2 files in different folders have this name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void readsUnicodeOfSpreadsheets(Charset charset) throws Exception {
    Files.write(
        root.resolve("images.csv"),
        "\uFEFFimage\tlabel\nimg/0.jpg\tä\nimg/1.jpg\tb\n".getBytes(charset));

    assertThat(list().classes()).containsExactly("b", "ä");
  }

  @Test
  void takesTheOnlyTableThatHasTheColumns() throws Exception {
    write("a.csv", "image,label\nimg/0.jpg,a\nimg/1.jpg,b\n");
    write("b.csv", "this,is,another\n1,2,3\n");

    assertThat(list().files()).hasSize(2);
  }

  @Test
  void readsAbsolutePathsBelowTheFolder() throws Exception {
    Path link = root.resolveSibling(root.getFileName() + "-link");
    Files.createSymbolicLink(link, root);
    try {
      write(
          "images.csv",
          "image,label\n%s/img/0.jpg,a\n%s/img/1.jpg,b\n/etc/2.jpg,b\n"
              .formatted(root.toRealPath(), link));

      Listing listing = Layout.named("csv").list(link);

      assertThat(listing.files())
          .extracting(ListedFile::imageId)
          .containsExactly("img/0.jpg", "img/1.jpg");
      assertThat(listing.leftOut())
          .extracting(LeftOut::detail)
          .containsExactly("image '/etc/2.jpg' must be a path below the table's folder");
    } finally {
      Files.delete(link);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Normalizer.Form.class,
      names = {"NFC", "NFD"})
  void findsNamesInEitherUnicodeForm(Normalizer.Form onDisk) throws Exception {
    String name = "a_bïld 환자";
    write("Ä/" + Normalizer.normalize(name, onDisk) + ".jpg", "1");
    for (Normalizer.Form inTable : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
      write(
          "images.csv",
          Normalizer.normalize("image,label\nÄ/" + name + ".jpg,a\nimg/1.jpg,b\n", inTable));

      Listing listing = list();

      assertThat(listing.files()).allMatch(f -> Files.exists(f.file()));
      assertThat(listing.files())
          .extracting(ListedFile::imageId)
          .contains(Normalizer.normalize("Ä/" + name + ".jpg", Normalizer.Form.NFC));
    }
  }

  @Test
  void readsEqualLabelsAsOneClass() throws Exception {
    write("images.csv", "image,label\nimg/0.jpg,0\nimg/1.jpg,0.0\nimg/2.jpg,1\nimg/3.jpg,1.0\n");

    Listing numbers = list();
    write(
        "images.csv",
        "image,label\nimg/0.jpg,Normal\nimg/1.jpg,normal\nimg/2.jpg,normal\nimg/3.jpg,sick\n");
    Listing words = list();

    assertThat(numbers.classes()).containsExactly("0", "1");
    assertThat(numbers.notes())
        .containsExactly(
            "the labels '0' (1 rows), '0.0' (1 rows) are read as one class, '0'",
            "the labels '1' (1 rows), '1.0' (1 rows) are read as one class, '1'");
    assertThat(words.classes()).containsExactly("normal", "sick");
    assertThat(words.notes())
        .containsExactly(
            "the labels 'Normal' (1 rows), 'normal' (2 rows) are read as one class, 'normal'");
  }

  @Test
  void listsEachRowThatCannotBeRead() throws Exception {
    write("img/4.jpg", "4");
    write("img/4.png", "4");
    write(
        "images.csv",
        """
        image,label,patient
        img/0.jpg,a,7
        img/1.jpg,b,007

        img/2.jpg,NaN,p2
        img/3.jpg,,p3
        img/2.jpg
        img/3.jpg,a,p3
        img/3.jpg,b,p3
        img/4,a,p4
        ,a,p4
        ../x.jpg,a,p5
        img/2.jpg,b,nan
        """);

    Listing listing = list();

    assertThat(listing.files())
        .extracting(ListedFile::imageId, ListedFile::patient)
        .containsExactly(
            tuple("img/0.jpg", Optional.of("7")),
            tuple("img/1.jpg", Optional.of("007")),
            tuple("img/2.jpg", Optional.empty()));
    assertThat(listing.leftOut())
        .extracting(f -> Folders.name(f.file()), LeftOut::reason, LeftOut::detail)
        .containsExactlyInAnyOrder(
            tuple(
                "images.csv, row 5",
                QuarantineReason.NO_LABEL,
                "label is 'NaN', which stands for a missing value"),
            tuple("images.csv, row 6", QuarantineReason.NO_LABEL, "label is empty"),
            tuple(
                "images.csv, row 7",
                QuarantineReason.BAD_ROW,
                "it has 1 values; the header names 3 columns"),
            tuple(
                "images.csv, row 8",
                QuarantineReason.LABEL_CONFLICT,
                "image 'img/3.jpg' is named again in row 9, with labels [a, b]"),
            tuple(
                "images.csv, row 9",
                QuarantineReason.LABEL_CONFLICT,
                "image 'img/3.jpg' is named again in row 8, with labels [a, b]"),
            tuple(
                "images.csv, row 10",
                QuarantineReason.SAME_NAME,
                "image 'img/4': 2 files have this name but for their endings or upper and lower"
                    + " case"),
            tuple(
                "images.csv, row 11",
                QuarantineReason.BAD_ROW,
                "image '' must be a path below the table's folder"),
            tuple(
                "images.csv, row 12",
                QuarantineReason.BAD_ROW,
                "image '../x.jpg' must be a path below the table's folder"));
    assertThat(listing.notes())
        .singleElement()
        .asString()
        .startsWith("1 patient is written in several ways, which differ in leading zeros");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"image,label\nimg/0.jpg,a\n", "image,label\nimg/0.jpg,\"a\nimg/1.jpg,b\n"})
  void refusesATableWhoseQuoteIsNotClosed(String text) throws Exception {
    write("images.csv", text);

    assertThatThrownBy(() -> Layout.named("csv").list(root))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("images.csv cannot be read as a table: Missing closing quote");
  }

  @Test
  void namesImagesThatAreNotThere() throws Exception {
    write("images.csv", "image,label\nimg/0.jpg,a\nimg/9.jpg,b\n");

    assertThat(list().files().get(1).file()).isEqualTo(root.resolve("img/9.jpg"));
  }

  private Listing list() throws DatasetException {
    return Layout.named("csv").list(root);
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
