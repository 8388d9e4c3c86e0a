// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.reporting.FindingStudy;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.images.CellImages.Said;
import dev.assay.reporting.images.FindingAnswers;
import dev.assay.reporting.images.FindingAnswers.Answer;
import dev.assay.reporting.images.FindingAnswers.Filter;
import dev.assay.reporting.images.FindingAnswers.Order;
import dev.assay.reporting.images.TestedCell;
import dev.assay.reporting.template.Templates;
import dev.assay.rest.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of test images that may show several findings. */
class FindingPagesTest {
  private static final Frame FRAME = new Frame("/main.js", "/main.css", "studies", true, true);
  private static final String EDEMA = FindingStudy.FINDINGS.get(1);
  private static final String ENCODED = "%3D%C3%96dem%20%22links%22";

  @TempDir Path folder;
  private StudyNow now;
  private TestedCell tested;
  private FindingAnswers answers;
  private List<PredictionsReady> runs;
  private FindingStudy study;

  @BeforeEach
  void makeStudy() {
    study = new FindingStudy("aaaaaaaaaaaa", new FileSystemStore(folder));
    now = study.now();
    var events = study.finished();
    String cell = study.cell().cellId();
    runs =
        events.stream()
            .filter(PredictionsReady.class::isInstance)
            .map(PredictionsReady.class::cast)
            .filter(run -> run.cellId().equals(cell))
            .toList();
    SplitPublished split =
        events.stream()
            .filter(SplitPublished.class::isInstance)
            .map(SplitPublished.class::cast)
            .findFirst()
            .orElseThrow();
    answers =
        FindingAnswers.of(runs.stream().map(run -> study.said(Part.TEST, run.seed())).toList());
    tested = new TestedCell(study.cell(), split, study.split().version(), Map.of(), runs, answers);
  }

  private String base() {
    return "/view/aaaaaaaaaaaa/cells/" + study.cell().cellId() + "/images";
  }

  private String tiles(FindingView view, int page, String refusal) {
    return Templates.render(
        "findings", "page", FindingsPage.of(FRAME, now, tested, answers, view, page, refusal));
  }

  @Test
  void tilesAreOfOneFindingTheMostWrongFirst() {
    FindingsPage page =
        FindingsPage.of(
            FRAME, now, tested, answers, FindingView.of(answers, null, null, null), 1, "");

    // How far from the truth: .75, .5625, .5, .375 twice, .1875, .0625; the last is not known.
    assertThat(page.finding()).isEqualTo("Mass, large");
    assertThat(page.images())
        .extracting(FindingTile::truth, FindingTile::probability)
        .containsExactly(
            tuple("present", "0.250"),
            tuple("present", "0.438"),
            tuple("absent", "0.500"),
            tuple("present", "0.625"),
            tuple("absent", "0.375"),
            tuple("absent", "0.188"),
            tuple("absent", "0.062"),
            tuple("not known", "0.812"));
    assertThat(page.images().getFirst().href())
        .isEqualTo(base() + "/" + Hash.ofText("image 39") + "?finding=Mass%2C%20large");
    assertThat(page.images().getFirst().alt()).isEqualTo("Test image, Mass, large present");
    assertThat(page.filters())
        .extracting(WrongPage.Choice::name)
        .containsExactly("All (8)", "Present (3)", "Absent (4)", "Not known (1)");
  }

  @Test
  void linksKeepTheFindingAndNamesAreEscaped() {
    String html = tiles(FindingView.of(answers, EDEMA, "absent", "probability"), 1, "");

    assertThat(html)
        .contains("<h1>Test images: =\u00d6dem &quot;links&quot;</h1>")
        .contains("<option value=\"=\u00d6dem &quot;links&quot;\" selected>")
        .contains("<option value=\"hernia\">hernia</option>")
        .contains(
            "href=\"" + base() + "?finding=" + ENCODED + "&amp;truth=present&amp;order=probability")
        .contains("name=\"truth\" value=\"absent\"", "name=\"order\" value=\"probability\"")
        .contains("Highest probability first", "Images 1 to ")
        .doesNotContain("wrong</small>", "class=\"bad\"", "class=\"good\"");
  }

  @Test
  void whoMayNotSeeImagesGetsWords() {
    assertThat(tiles(FindingView.of(answers, null, null, null), 1, "images are not shown here"))
        .contains("Without pictures: images are not shown here.")
        .contains(">Test image, Mass, large present</a>")
        .doesNotContain("<img");
  }

  @Test
  void aFilterThatShowsNothingSaysSo() {
    assertThat(tiles(FindingView.of(answers, "hernia", "present", null), 7, ""))
        .contains("There is no such image.", "Present (0)");
  }

  @Test
  void refusesWhatIsNotThereNamingWhatIs() {
    assertThatThrownBy(() -> FindingView.of(answers, "mass", null, null))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(400);
              assertThat(e.problem().detail())
                  .isEqualTo(
                      "finding must be one of Mass, large, =\u00d6dem \"links\", hernia, not"
                          + " 'mass'");
            });
    assertThatThrownBy(() -> FindingView.of(answers, null, "maybe", null))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().detail())
                    .isEqualTo("truth must be one of all, present, absent, unknown, not 'maybe'"));
    assertThatThrownBy(() -> FindingView.of(answers, null, null, "loss"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().detail())
                    .isEqualTo("order must be one of wrong, probability, not 'loss'"));
    assertThat(FindingView.of(answers, null, null, null))
        .isEqualTo(new FindingView(0, "Mass, large", Filter.ALL, Order.WRONG));
  }

  private FindingImagePage image(int number, String finding) {
    Answer answer = answers.of(Hash.ofText("image " + number)).orElseThrow();
    List<Said<FindingPredictions.Row>> said =
        runs.stream()
            .map(
                run ->
                    new Said<>(
                        study.cell(),
                        run,
                        FindingStudy.FINDINGS,
                        study.said(Part.TEST, run.seed()).rows().get(number - 32)))
            .toList();
    return FindingImagePage.of(
        FRAME, now, tested, answer, FindingView.of(answers, finding, null, null), said, "");
  }

  @Test
  void anImageHasATableOfAllFindings() {
    FindingImagePage page = image(35, EDEMA);

    assertThat(page.findings())
        .extracting(
            FindingImagePage.Finding::name,
            FindingImagePage.Finding::truth,
            FindingImagePage.Finding::probability,
            FindingImagePage.Finding::chosen)
        .containsExactly(
            tuple("Mass, large", "absent", "0.500", false),
            tuple(EDEMA, "not known", "0.812", true),
            tuple("hernia", "absent", "0.125", false));
    assertThat(page.rows())
        .extracting(FindingImagePage.Row::seed, FindingImagePage.Row::probabilities)
        .containsExactly(
            tuple(1L, List.of("0.438", "0.750", "0.062")),
            tuple(2L, List.of("0.562", "0.875", "0.188")));
    assertThat(Templates.render("finding-image", "page", page))
        .contains("<label>Finding <select name=\"label\"><option value=\"0\">Mass, large</option>")
        .contains("<option value=\"1\" selected>=\u00d6dem &quot;links&quot;</option>")
        .contains("alt=\"Test image, =\u00d6dem &quot;links&quot; not known, as the network")
        .contains(
            "<tr class=\"here\"><th scope=\"row\"><a href=\"" + base() + "?finding=" + ENCODED)
        .doesNotContain("wrong</small>", "class=\"bad\"", "class=\"good\"");
  }

  @Test
  void anImageOfWhichNothingIsKnownIsShownAsSuch() {
    assertThat(image(FindingStudy.UNKNOWN, null).findings())
        .extracting(FindingImagePage.Finding::truth)
        .containsOnly("not known");
  }

  @Test
  void thePageOfACellLinksTheImagesOfEachFinding() {
    CellImagery imagery = CellImagery.of(answers, base(), 8, "");

    assertThat(imagery.worst()).isEmpty();
    assertThat(imagery.findings())
        .extracting(CellImagery.Finding::images)
        .containsExactly(
            "present in 3, absent in 4, not known of 1",
            "present in 3, absent in 2, not known of 3",
            "present in 0, absent in 7, not known of 1");
    assertThat(imagery.findings().get(1).href())
        .isEqualTo(base() + "?finding=" + ENCODED + "&truth=all&order=wrong");
    CellPage page =
        CellPage.of(FRAME, now, study.cell().cellId(), List.of(), List.of(), imagery).orElseThrow();
    assertThat(Templates.render("cell", "page", page))
        .contains("Test images of each finding", ">hernia</a>: present in 0, absent in 7")
        .contains("the accuracy is the share of known findings on the right side of a half")
        .doesNotContain("Images it got most wrong");
  }
}
