// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.embedded.WithCallers;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.forwarding.OtherServices;
import dev.assay.rest.Caller;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every page of studies in a browser. */
@QuarkusTest
@TestProfile(WithCallers.class)
@WithTestResource(StackOfReporting.class)
@WithTestResource(OtherServices.class)
class BrowserQuarkusTest extends PagesInBrowser {
  OtherServices others;

  @BeforeEach
  void othersAreAway() {
    others.allStop();
  }

  private static Locator row(Page page, int cell) {
    return page.locator("#r-" + CELLS.get(cell));
  }

  @Test
  void leadsToTheSignInPageAndOnFromThere() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = context.newPage();
      page.navigate(root + "view/" + FINISHED);
      assertThat(page.url()).contains("/sign-in?next=");
      Chromium.assertAccessible(page);
      picture(page, "sign-in");

      page.getByLabel("Link, code or token").fill("wrong");
      page.getByRole(AriaRole.BUTTON).click();
      page.getByText("neither a valid code nor the token").waitFor();

      page.getByLabel("Link, code or token").fill(codes.issue(Caller.STACK, Instant.now(), LIFE));
      page.getByRole(AriaRole.BUTTON).click();
      page.waitForURL(root + "view/" + FINISHED);
      assertThat(page.evaluate("document.cookie")).isEqualTo("");

      page.getByText("Sign out").click();
      page.waitForURL(root + "sign-in");
      page.navigate(root.toString());
      assertThat(page.url()).contains("/sign-in");
    }
  }

  @Test
  void showsAStudyWhileItRuns() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = open(context, "/view/" + RUNNING);
      assertThat(row(page, 4).textContent()).contains("training", "epoch 12 of 30");
      assertThat(row(page, 5).textContent()).contains("failed", "ran out of memory 3 times");
      // The other services are not there, and the page says so.
      page.getByText("Not available now: data-service (no answer)").waitFor();
      assertSound(page);
      picture(page, "study-light");
      page.evaluate("window.here = true");

      log.progress(new PageStudy(store).epoch(RUNNING, 4, 2, 13, 30), 2);
      row(page, 4).getByText("epoch 13 of 30").waitFor();
      PageStudy study = new PageStudy(store);
      add(study.last(RUNNING, 4));
      row(page, 4).getByText("evaluated").waitFor();
      page.locator("#headline").getByText("5 of 11 cells evaluated").waitFor();

      assertThat(page.evaluate("window.here")).as("not loaded again").isEqualTo(true);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      assertSound(page);
      picture(page, "study-dark");
    }
  }

  @Test
  void sortsAndFiltersTheCells() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = open(context, "/view/" + FINISHED);
      page.getByRole(AriaRole.BUTTON, named("Accuracy")).click();
      List<String> accuracies = page.locator("tbody td:nth-child(6) span").allTextContents();
      assertThat(accuracies).hasSize(11).isSorted();
      assertThat(page.locator("thead th").nth(5).getAttribute("aria-sort")).isEqualTo("ascending");

      page.getByLabel("Filter").fill("resnet 50");
      page.getByText("5 of 11 rows").waitFor();
      assertThat(page.locator("tbody tr:visible").count()).isEqualTo(5);
    }
  }

  @Test
  void drawsWhatWasFoundAndCopiesItAsTheReportHasIt() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = open(context, "/view/" + FINISHED + "/results");
      picture(page, "results");
      drawAll(page);
      assertSound(page);
      page.locator("figure-chart").nth(0).scrollIntoViewIfNeeded();
      picture(page, "figures");

      page.getByRole(AriaRole.BUTTON, named("LaTeX")).click();
      page.getByText("LaTeX copied").waitFor();
      assertThat(page.evaluate("navigator.clipboard.readText()"))
          .isEqualTo(page.request().get(root + "studies/" + FINISHED + "/report.tex").text());
      // The numbers of a figure, for those who do not see it.
      page.locator("figure-chart summary").first().click();
      assertThat(page.locator("figure-chart table").first().textContent())
          .contains("label", "lower", "ResNet50");
    }
  }

  private static void drawAll(Page page) {
    for (Locator figure : page.locator("figure-chart").all()) {
      figure.scrollIntoViewIfNeeded();
    }
    int figures = page.locator("figure-chart").count();
    page.waitForCondition(() -> page.locator("figure-chart[data-drawn] svg").count() == figures);
    assertThat(
            page.evaluate(
                "[...document.querySelectorAll('figure-chart .canvas')].every("
                    + "c => Math.abs(c.querySelector('svg').clientWidth - c.clientWidth) < 2)"))
        .as("each figure has the width of its place")
        .isEqualTo(true);
  }

  @Test
  void showsACellInTheDark() {
    try (BrowserContext context = chromium.context(ColorScheme.DARK, DESKTOP, HEIGHT)) {
      Page page = open(context, "/view/" + FINISHED + "/cells/" + CELLS.get(7));
      drawAll(page);
      assertThat(page.locator("h1").textContent()).isEqualTo("DINOv2 ViT-B/14, frozen, chest_xray");
      assertThat(page.locator("figure-chart").count()).isEqualTo(10);
      assertSound(page);
      page.evaluate("scrollTo(0, 0)");
      picture(page, "cell");
      String log = page.getByText("log of seed 1").getAttribute("href");
      assertThat(log).isEqualTo("/runs/" + PageStudy.runKey(PageStudy.all().get(7), 1) + "/log");
      page.locator("figure-chart").nth(5).scrollIntoViewIfNeeded();
      picture(page, "cell-figures");
      String file = page.locator(".files a").first().getAttribute("href");
      assertThat(page.request().get(root.resolve(file).toString()).status()).isNotEqualTo(404);
    }
  }

  @Test
  void fitsAPhoneAndAKeyboard() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, PHONE, HEIGHT)) {
      for (String path :
          List.of(
              "/",
              "/view/" + FINISHED,
              "/view/" + FINISHED + "/results",
              "/view/" + FINISHED + "/files",
              "/view/" + FINISHED + "/cells/" + CELLS.get(7),
              "/view/unknown")) {
        Page page = open(context, path);
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
            .as(path + " is not wider than the phone")
            .isEqualTo(true);
        assertSound(page);
        picture(page, "phone" + path.replace('/', '-'));
        page.keyboard().press("Tab");
        assertThat(page.evaluate("document.activeElement.textContent"))
            .isEqualTo("Skip to content");
        page.keyboard().press("Enter");
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("main");
        page.close();
      }
    }
  }

  @Test
  void fiveHundredCellsArePaintedAtOnceAndThousandsScroll() {
    PageStudy study = new PageStudy(store);
    for (int cells : new int[] {500, 1_000}) {
      String id = "%012x".formatted(cells);
      add(study.many(id, cells));
      try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
        Page page = open(context, "/view/" + id);
        String kind = cells > 500 ? "virtual-table" : "live-table";
        page.waitForCondition(
            () ->
                (boolean)
                    page.evaluate(
                        "([kind, n]) => (document.querySelector(kind)?.rows.size"
                            + " ?? document.querySelector(kind)?.rows.length) === n",
                        List.of(kind, cells)));
        // A browser notes a paint after it has shown it.
        page.waitForCondition(
            () ->
                (boolean)
                    page.evaluate(
                        "performance.getEntriesByName('first-contentful-paint').length > 0"));
        Object paint =
            page.evaluate(
                "Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime"
                    + " - performance.getEntriesByType('navigation')[0].responseEnd)");
        Object frames =
            page.evaluate(
                """
                async () => {
                  const box = document.querySelector('.wide.tall') ?? document.scrollingElement;
                  const gaps = [];
                  let last = performance.now();
                  for (let i = 1; i <= 100; i++) {
                    box.scrollTop = box.scrollHeight * i / 100;
                    await new Promise(requestAnimationFrame);
                    const now = performance.now();
                    gaps.push(now - last);
                    last = now;
                  }
                  gaps.sort((a, b) => a - b);
                  return [50, 95, 99].map(k => gaps[k].toFixed(1)).join(', ');
                }\
                """);
        System.out.printf(
            "%d cells: first paint %s ms after the last byte of the page; frames of 100 steps"
                + " (median, 95 %%, most): %s ms; first byte to last %s ms%n",
            cells,
            paint,
            frames,
            page.evaluate("Math.round(performance.getEntriesByType('navigation')[0].responseEnd)"));
        assertThat(
                ((Number) page.evaluate("document.querySelectorAll('tbody tr').length")).intValue())
            .isLessThanOrEqualTo(500);
        assertThat((List<?>) page.evaluate("window.stopped")).isEmpty();
        page.getByLabel("Filter").fill("nothing has this name");
        page.getByText("0 of " + cells + " rows").waitFor();
      }
    }
  }
}
