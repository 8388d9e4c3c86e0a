// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.assay.contracts.Json;
import dev.assay.reporting.StudyState;
import dev.assay.reporting.StudySummary;
import dev.assay.reporting.live.LiveTable;
import dev.assay.reporting.live.LiveTable.Column;
import dev.assay.reporting.live.LiveTable.Row;
import dev.assay.reporting.live.LiveTable.Shown;
import dev.assay.reporting.live.StudiesTable;
import dev.assay.reporting.template.Templates;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What templates make of what they are given. */
class PagesTest {
  private static final Frame FRAME = new Frame("/main.js", "/main.css", "studies", true, true);

  private static String studies(String name, StudyState state) {
    StudySummary study =
        new StudySummary(
            "0123456789ab", name, state, Instant.parse("2026-01-02T03:04:05.678Z"), 3, 1, 2);
    return Templates.render(
        "studies", "page", new StudiesPage(FRAME, StudiesTable.of(List.of(study))));
  }

  @Test
  void namesArePrintedAndNeverRun() {
    assertThat(studies("<script>alert(1)</script>", StudyState.DONE))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>");
  }

  @Test
  void linksEachStudyAndSaysHowFarItIs() {
    assertThat(studies("demo", StudyState.FAILED_CELLS))
        .contains("<a href=\"/view/0123456789ab\">demo</a>")
        .contains("class=\"text failed-cells\"><span>failed cells</span>")
        .contains("<span>1 of 3</span>")
        .contains("<span>2026-01-02 03:04</span>")
        .doesNotContain("<progress");
    assertThat(studies("demo", StudyState.RUNNING)).contains("<progress max=\"1\" value=\"0.333\"");
  }

  @Test
  void nothingIsInline() {
    assertThat(studies("demo", StudyState.RUNNING))
        .doesNotContain("<style", " style=", " onclick=", "javascript:")
        .containsOnlyOnce("<script type=\"module\" src=\"/main.js\"></script>");
  }

  @Test
  void firstPageSaysHowToBegin() {
    assertThat(
            Templates.render("studies", "page", new StudiesPage(FRAME, StudiesTable.of(List.of()))))
        .contains("No study has been submitted yet", "href=\"/start\"");
  }

  @Test
  void manyRowsAreDrawnByTheBrowserAlone() {
    List<Row> rows =
        IntStream.rangeClosed(0, LiveTable.MOST_PLAIN_ROWS)
            .mapToObj(i -> new Row("r" + i, List.of(Shown.of("row " + i))))
            .toList();

    String page =
        Templates.render(
            "studies",
            "page",
            new StudiesPage(FRAME, new LiveTable("Rows", List.of(Column.text("Row")), rows)));

    assertThat(page)
        .contains("<virtual-table>", "<span data-kind=\"text\">Row</span>")
        .doesNotContain("<tr id=");
  }

  private static final String DATASET =
      """
      {"name": "chest", "version": "%s", "layout": "kermany", "synthetic": false, "images": 700,
       "classes": {"NORMAL": 350, "PNEUMONIA": 350}, "groups": 210, "groupKind": "patient",
       "parts": {"train": 600, "test": 100},
       "quarantined": [{"reason": "truncated", "count": 2,
                        "examples": [{"file": "a<b>.jpg", "detail": "ends early"}]}],
       "attributes": {}, "warnings": ["2 files are left out"], "licence": "CC BY 4.0"}
      """
          .formatted("ab".repeat(32));

  private static final String SPLITS =
      """
      [{"dataset": "chest", "splitId": "%s", "seed": 7, "classes": ["NORMAL", "PNEUMONIA"],
        "groupKind": "patient", "leftOut": {"copy of a test image": 1},
        "parts": [{"part": "train", "images": 400, "groups": 120, "classImages": [190, 210],
                   "width": {"least": 1, "median": 1024.5, "most": 2000},
                   "height": {"least": 1, "median": 768, "most": 2000}}]}]
      """
          .formatted("cd".repeat(32));

  private static final String EXAMPLES =
      """
      {"version": "aa", "classes": [{"className": "NORMAL", "contents": ["01", "02"]},
                                    {"className": "NOBODY", "contents": []}]}
      """;

  @Test
  void theUploadOffersTheLayoutsThatDataServiceReads() {
    UploadPage page =
        UploadPage.of(
            FRAME,
            Json.read("[{\"name\": \"kermany\", \"expects\": \"train/<class>\"}]", JsonNode.class));

    assertThat(Templates.render("upload", "page", page))
        .contains("<option value=\"kermany\">kermany</option>", "<dd>train/&lt;class&gt;</dd>")
        .contains("<upload-data>", "webkitdirectory");
  }

  @Test
  void whoMayNotSeeImagesSeesNoExample() {
    JsonNode nothing = MissingNode.getInstance();
    DatasetPage page =
        DatasetPage.of(
            FRAME,
            Json.read(DATASET, JsonNode.class),
            nothing,
            nothing,
            Json.read(EXAMPLES, JsonNode.class),
            "images are not shown here");

    assertThat(Templates.render("dataset", "page", page))
        .contains("images are not shown here")
        .doesNotContain("<img");
  }

  @Test
  void leaksNameFilesOnlyToThoseWhoMaySeeImages() {
    JsonNode found =
        Json.read(
            """
            {"images": 9, "notCompared": 0, "copies": [{"places": [], "acrossParts": true}],
             "nearFound": 1, "nearAcrossParts": 1, "nearAcrossGroups": 1, "nearAcrossClasses": 0,
             "clustersFound": 1, "leakageByPatient": "patients are not known",
             "nearDuplicates": [{"first": {"file": "a<1>.png"}, "second": {"file": "b.png"},
               "distance": 3, "acrossParts": true, "acrossGroups": true, "acrossClasses": false}]}
            """,
            JsonNode.class);

    assertThat(Templates.render("leaks", "page", LeaksPage.of(FRAME, "chest", found, "")))
        .contains("a&lt;1&gt;.png", "parts, groups", "1 set, 1 in two parts")
        .contains("patients are not known");
    assertThat(Templates.render("leaks", "page", LeaksPage.of(FRAME, "chest", found, "no")))
        .doesNotContain("b.png")
        .contains("The files are not named: no.");
  }

  @Test
  void aDataSetSaysWhatIsInItAndWhatIsNot() {
    JsonNode versions =
        Json.read(
            "[{\"version\": \"%s\", \"registeredAt\": \"2026-01-02T03:04:05Z\", \"current\": true, \"images\": 700, \"quarantined\": 2}]"
                .formatted("ab".repeat(32)),
            JsonNode.class);

    String page =
        Templates.render(
            "dataset",
            "page",
            DatasetPage.of(
                FRAME,
                Json.read(DATASET, JsonNode.class),
                versions,
                Json.read(SPLITS, JsonNode.class),
                Json.read(EXAMPLES, JsonNode.class),
                ""));

    assertThat(page)
        .contains("210 patients", "350 (50 %)", "CC BY 4.0")
        .contains("<summary>2: truncated</summary>", "a&lt;b&gt;.jpg: ends early")
        .contains("NORMAL 190, PNEUMONIA 210", "1025 \u00d7 768", "copy of a test image 1")
        .contains("2026-01-02 03:04")
        .contains("<img src=\"/thumbnails/aa/01\" alt=\"Image 1 of class NORMAL\"")
        .doesNotContain("NOBODY");
  }

  @Test
  void aDataSetWithoutSplitsSaysSo() {
    DatasetPage page =
        DatasetPage.of(
            FRAME,
            Json.read(DATASET, JsonNode.class),
            MissingNode.getInstance(),
            MissingNode.getInstance(),
            MissingNode.getInstance(),
            "");

    assertThat(Templates.render("dataset", "page", page)).contains("No study has split it yet");
  }

  @Test
  void theFormBeginsWithWhatIsRegistered() {
    StartPage page =
        StartPage.of(
            FRAME,
            Json.read("[" + DATASET + "]", JsonNode.class),
            Json.read(
                "[{\"backbone\": \"resnet50\"}, {\"backbone\": \"densenet121\"}]", JsonNode.class));

    assertThat(page.text())
        .contains("  - name: chest\n    layout: kermany\n", "backbones: [densenet121, resnet50]")
        .doesNotContain("pretrained: none");
    assertThat(Templates.render("start", "page", page)).contains("densenet121, resnet50</dd>");
  }

  @Test
  void withoutWeightsTheFormBeginsWithRandomOnes() {
    JsonNode nothing = Json.read("[]", JsonNode.class);

    assertThat(StartPage.of(FRAME, nothing, nothing).text())
        .contains("datasets:\n  []\n", "pretrained: none");
  }
}
