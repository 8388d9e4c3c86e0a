// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.contracts.cell.Cell;
import dev.assay.embedded.WithCallers;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.forwarding.OtherServices;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Test images in a browser. data-service is away, so small pictures come from packed pixels. */
@QuarkusTest
@TestProfile(WithCallers.class)
@WithTestResource(StackOfReporting.class)
@WithTestResource(OtherServices.class)
class ImagesBrowserQuarkusTest extends PagesInBrowser {
  OtherServices others;

  @BeforeEach
  void othersAreAway() {
    others.allStop();
  }

  /** The weakest of the chest X-rays, by the skill that its made-up predictions have. */
  private static final Cell WEAK =
      PageStudy.all().stream()
          .filter(cell -> cell.dataset().equals(PageStudy.all().get(7).dataset()))
          .min(Comparator.comparingInt(cell -> Math.abs(cell.cellId().hashCode()) % 7))
          .orElseThrow();

  private static final String CELL = "/view/" + FINISHED + "/cells/" + WEAK.cellId();

  @Test
  void showsWhatACellGotMostWrongPageByPage() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = open(context, CELL);
      page.getByText("All test images by loss").click();
      page.waitForURL("**/images");
      List<Double> first = losses(page);
      assertThat(first).hasSize(24).isSortedAccordingTo((a, b) -> Double.compare(b, a));
      assertPictures(page);
      assertSound(page);
      picture(page, "images");

      page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
      page.waitForURL(Pattern.compile(".*page=2"));
      assertThat(losses(page).getFirst()).isLessThanOrEqualTo(first.getLast());
      page.getByText("Wrong and sure").click();
      page.waitForURL(Pattern.compile(".*order=confidence"));
      assertThat(page.locator(".tiles .good").count()).isZero();
      // This cell may be right on every image.
      int wrong = page.locator(".tiles .bad").count();
      assertThat(page.getByText("No image is wrong.").count()).isEqualTo(wrong == 0 ? 1 : 0);
    }
  }

  private static List<Double> losses(Page page) {
    return page.locator(".tiles small").allTextContents().stream()
        .map(text -> Double.parseDouble(text.replaceAll("loss ([0-9.]+).*", "$1")))
        .toList();
  }

  /** Each picture that is in sight was drawn. */
  private static void assertPictures(Page page) {
    for (Locator image : page.locator(".tiles img").all()) {
      image.scrollIntoViewIfNeeded();
    }
    page.waitForCondition(
        () ->
            (boolean)
                page.evaluate(
                    "[...document.querySelectorAll('.tiles img')].every("
                        + "i => i.complete && i.naturalWidth === 128)"));
  }

  @Test
  void showsAnImageAndWhatEveryModelSaysInTheDark() {
    try (BrowserContext context = chromium.context(ColorScheme.DARK, DESKTOP, HEIGHT)) {
      Page page = open(context, CELL + "/images");
      page.locator(".tiles a").first().click();
      page.waitForURL("**/images/*");
      page.waitForCondition(
          () ->
              (boolean) page.evaluate("document.querySelector('img.input').naturalWidth === 224"));
      // Ten cells of this data set with three seeds each, or as many as are evaluated.
      long runs = page.locator("data-table tbody tr").count();
      assertThat(runs).isGreaterThan(10);
      assertThat(page.locator("tr.here").count()).isEqualTo(3);
      assertThat(page.locator("main").textContent()).contains("of " + runs + " runs say");
      page.locator("thead button").nth(3).click();
      List<String> truth = page.locator("tbody td:nth-child(4)").allTextContents();
      assertThat(truth).isSorted();
      assertSound(page);
      page.evaluate("scrollTo(0, 0)");
      picture(page, "image");
    }
  }

  /**
   * Ten thousand test images and thirty runs that were tested on them. The times are printed, not
   * judged: this machine is shared.
   */
  @Test
  void tenThousandImagesAreAsQuickAsTwoHundred() {
    String many = "cccccccccccc";
    add(new PageStudy(store, 10_003).finished(many, "ten thousand"));
    String cell = "/view/" + many + "/cells/" + WEAK.cellId();
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = open(context, cell + "/images");
      timed("images, first time", page);
      assertThat(losses(page)).hasSize(24).isSortedAccordingTo((a, b) -> Double.compare(b, a));
      assertPictures(page);
      page.reload();
      timed("images again", page);
      page.navigate(root.resolve(cell + "/images?page=200").toString());
      timed("images, page 200", page);
      assertThat(losses(page)).hasSize(24);
      assertThat(page.locator("body *").count()).isLessThan(1_000);

      page.navigate(root.resolve(cell + "/images").toString());
      page.locator(".tiles a").first().click();
      page.waitForURL("**/images/*");
      page.locator("data-table tbody tr").first().waitFor();
      timed("an image", page);
      page.goBack();
      page.locator(".tiles a").nth(1).click();
      page.waitForURL("**/images/*");
      page.locator("data-table tbody tr").first().waitFor();
      timed("another image", page);
      assertThat(page.locator("data-table tbody tr").count()).isGreaterThan(10);
      System.out.println("frames while scrolling, most: " + page.evaluate(SCROLLED) + " ms");
    }
  }

  private static final String SCROLLED =
      """
      async () => {
        let most = 0;
        let last = performance.now();
        for (let i = 1; i <= 100; i++) {
          scrollTo(0, document.body.scrollHeight * i / 100);
          await new Promise(requestAnimationFrame);
          most = Math.max(most, performance.now() - last);
          last = performance.now();
        }
        return most.toFixed(1);
      }\
      """;

  private static void timed(String what, Page page) {
    // A browser notes a paint after it has shown it.
    page.waitForCondition(
        () ->
            (boolean)
                page.evaluate("performance.getEntriesByName('first-contentful-paint').length > 0"));
    System.out.println(
        what
            + ": answer and first paint after "
            + page.evaluate(
                "[performance.getEntriesByType('navigation')[0].responseEnd,"
                    + " performance.getEntriesByName('first-contentful-paint')[0].startTime]"
                    + ".map(t => Math.round(t)).join(' and ')")
            + " ms");
  }

  @Test
  void fitsAPhone() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, PHONE, HEIGHT)) {
      Page page = open(context, CELL + "/images");
      assertNarrow(page);
      picture(page, "phone-images");
      page.locator(".tiles a").first().click();
      page.waitForURL("**/images/*");
      assertNarrow(page);
      picture(page, "phone-image");
    }
  }

  private static void assertNarrow(Page page) {
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    assertSound(page);
  }

  @Test
  void saysWhatThereIsNot() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = open(context, CELL + "/images/" + "0".repeat(64));
      assertThat(page.locator("main").textContent()).contains("the cell has no test image");
      assertThat(page.request().get(root + "view/x/cells/y/images").status()).isEqualTo(404);
      assertThat(page.request().get(root.resolve(CELL) + "/images?order=size").status())
          .isEqualTo(400);
      assertThat(page.request().get(root + "thumbnails/x/y").status()).isEqualTo(404);
    }
  }
}
