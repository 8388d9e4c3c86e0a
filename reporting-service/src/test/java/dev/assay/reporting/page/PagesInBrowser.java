// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.reporting.store.EventLog;
import dev.assay.reporting.store.LoginCodes;
import dev.assay.rest.Caller;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Pages in a browser, with made-up studies. With {@code -Dpictures=DIR} the pages are written there
 * as pictures.
 */
abstract class PagesInBrowser {
  protected static final String RUNNING = "aaaaaaaaaaaa";
  protected static final String FINISHED = "bbbbbbbbbbbb";
  protected static final List<String> CELLS = PageStudy.all().stream().map(Cell::cellId).toList();
  protected static final Duration LIFE = Duration.ofMinutes(5);
  protected static final int DESKTOP = 1280;
  protected static final int PHONE = 390;
  protected static final int HEIGHT = 860;

  protected static Chromium chromium;

  @Inject EventLog log;
  @Inject ArtifactStore store;
  @Inject LoginCodes codes;
  @TestHTTPResource URI root;

  @BeforeAll
  static void startBrowser() {
    boolean there = Chromium.program().isPresent();
    if (!there) {
      System.err.println(Chromium.MISSING);
    }
    assumeTrue(there, Chromium.MISSING);
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void seed() {
    if (log.revision(RUNNING).events() > 0) {
      return;
    }
    PageStudy study = new PageStudy(store);
    add(study.finished(FINISHED, "chest and skin"));
    add(study.running(RUNNING, "chest and skin, again"));
    log.progress(study.epoch(RUNNING, 4, 2, 12, 30), 1);
  }

  void add(List<AssayEvent> events) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                events.forEach(
                    event ->
                        log.add(event.eventId(), event, Instant.parse("2026-11-30T08:15:00Z"))));
  }

  Page open(BrowserContext context, String path) {
    return open(context, Caller.STACK, path);
  }

  Page open(BrowserContext context, Caller caller, String path) {
    Page page = context.newPage();
    // On a busy machine a large page takes its time.
    page.setDefaultTimeout(120_000);
    page.addInitScript(
        "window.stopped = [];"
            + "document.addEventListener('securitypolicyviolation', e =>"
            + " window.stopped.push(e.violatedDirective + ' ' + e.sample));");
    page.navigate(root + "login/" + codes.issue(caller, Instant.now(), Duration.ofMinutes(1)));
    page.waitForURL(root.toString());
    page.navigate(root.resolve(path).toString());
    return page;
  }

  /** Script, style and pictures are what the policy permits, and a screen reader finds its way. */
  static void assertSound(Page page) {
    assertThat((List<?>) page.evaluate("window.stopped")).isEmpty();
    Chromium.assertAccessible(page);
  }

  static void picture(Page page, String name) {
    String folder = System.getProperty("pictures");
    if (folder != null) {
      // In a stack the other services are there.
      page.evaluate("document.getElementById('notices')?.setAttribute('hidden', '')");
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
    }
  }

  static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }
}
