// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A person at the page of a stack, in a browser without a window. */
final class PageVisit implements AutoCloseable {
  static final String MISSING =
      "SKIPPED: no Chromium on this machine (Debian: apt-get install chromium), so nobody looked at"
          + " the page";

  private static final Duration STUDY = Duration.ofMinutes(4);

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final Browser browser =
      playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(program().orElseThrow())
                  .setArgs(
                      List.of(
                          "--headless",
                          "--no-sandbox",
                          "--disable-gpu",
                          "--no-first-run",
                          "--disable-background-networking",
                          "--disable-component-update",
                          "--disable-sync")));
  private final BrowserContext context =
      browser.newContext(
          new Browser.NewContextOptions()
              .setPermissions(List.of("clipboard-read", "clipboard-write")));
  private final Page page = context.newPage();
  private final URI root;

  /**
   * @param link that signs in
   */
  PageVisit(URI link) {
    root = link.resolve("/");
    page.navigate(link.toString());
    page.waitForURL(root.toString());
  }

  static Optional<Path> program() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** What the form answers to a text that cannot be a study. */
  String check(String text) {
    page.getByText("New study").first().click();
    page.getByLabel("Study (YAML)").fill(text);
    button("Check").click();
    page.locator(".answer .bad").waitFor();
    assertAccessible();
    return page.locator(".answer").textContent();
  }

  /** Starts a study and looks at it until it has ended; its id. */
  String start(String text) {
    page.navigate(root + "start");
    page.getByLabel("Study (YAML)").fill(text);
    button("Check").click();
    page.locator(".answer .good, .answer .bad").waitFor();
    assertThat(page.locator(".answer").textContent()).contains("The study can start");
    button("Start").click();
    page.waitForURL(url -> url.contains("/view/"));
    page.locator("[data-state]:text-is('done')")
        .waitFor(new Locator.WaitForOptions().setTimeout(STUDY.toMillis()));
    assertAccessible();
    return page.url().substring(page.url().lastIndexOf('/') + 1);
  }

  /** Opens the first cell of the study and waits for all its figures; how many there are. */
  int figuresOfACell(String study) {
    page.navigate(root + "view/" + study);
    page.locator("tbody a").first().click();
    page.waitForURL(url -> url.contains("/cells/"));
    for (Locator figure : page.locator("figure-chart").all()) {
      figure.scrollIntoViewIfNeeded();
    }
    int count = page.locator("figure-chart").count();
    page.waitForCondition(() -> page.locator("figure-chart[data-drawn] svg").count() == count);
    assertAccessible();
    return count;
  }

  /** What the button of this name puts on the clipboard. */
  String copied(String study, String name) {
    page.navigate(root + "view/" + study + "/results");
    button(name).click();
    page.getByText(name + " copied").waitFor();
    assertAccessible();
    return page.evaluate("navigator.clipboard.readText()").toString();
  }

  /** The words about a data set. */
  String dataset(String name) {
    page.navigate(root + "data");
    page.locator("tbody").getByText(name, new Locator.GetByTextOptions().setExact(true)).click();
    page.waitForURL(url -> url.endsWith("/data/" + name));
    assertAccessible();
    return page.locator("main").textContent();
  }

  private void assertAccessible() {
    assertThat(
            new AxeBuilder(page)
                    .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                    .analyze()
                    .getViolations()
                    .stream()
                    .map(v -> v.getId() + ": " + v.getNodes().getFirst().getHtml()))
        .as("axe on " + page.url())
        .isEmpty();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
