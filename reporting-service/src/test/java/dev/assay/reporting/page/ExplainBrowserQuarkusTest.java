// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpExchange;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.Explanation;
import dev.assay.embedded.WithCallers;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.forwarding.OtherServices;
import dev.assay.rest.Caller;
import dev.assay.rest.Role;
import dev.assay.weights.BackboneCatalogue;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Where a model looked, in a browser. What inference-service computes is tested there; here it
 * answers as the test says.
 */
@QuarkusTest
@TestProfile(WithCallers.class)
@WithTestResource(StackOfReporting.class)
@WithTestResource(OtherServices.class)
class ExplainBrowserQuarkusTest extends PagesInBrowser {
  private static final Cell CONVOLUTIONAL = cell(false);
  private static final Cell TRANSFORMER = cell(true);

  OtherServices others;

  private final AtomicInteger requests = new AtomicInteger();
  private volatile String standing = "";

  private static Cell cell(boolean attends) {
    return PageStudy.all().stream()
        .filter(cell -> BackboneCatalogue.attendsEverywhere(cell.backbone()) == attends)
        .findFirst()
        .orElseThrow();
  }

  /** Nobody has asked before; who asks waits until the test says that it is done. */
  @BeforeEach
  void inferenceService() {
    requests.set(0);
    standing = "";
    others.answer("inference", this::answer);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("POST")) {
      requests.incrementAndGet();
      standing = "{\"state\":\"queued\"}";
      OtherServices.respond(exchange, 202, "application/json", standing);
    } else if (standing.isEmpty()) {
      OtherServices.respond(exchange, 404, "application/problem+json", "{}");
    } else {
      OtherServices.respond(exchange, 200, "application/json", standing);
    }
  }

  private void isDone(String method, Integer label, Double... values) {
    String json =
        Json.write(
            new Explanation(
                Explanation.FORMAT_VERSION,
                method,
                label,
                7,
                7,
                java.util.stream.IntStream.range(0, 49)
                    .mapToObj(i -> values[i % values.length])
                    .toList()));
    standing =
        Json.write(
            Map.of(
                "state",
                "done",
                "explanation",
                store.put(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                    MediaTypes.EXPLANATION)));
  }

  private Page image(BrowserContext context, Cell cell) {
    return image(context, Caller.STACK, cell);
  }

  private Page image(BrowserContext context, Caller caller, Cell cell) {
    Page page = open(context, caller, "/view/" + FINISHED + "/cells/" + cell.cellId() + "/images");
    page.locator(".tiles a").first().click();
    page.waitForURL("**/images/*");
    return page;
  }

  @Test
  void showsWhereAModelLookedByTheKeyboardAlone() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = image(context, CONVOLUTIONAL);
      page.locator("select[name=label]").focus();
      page.keyboard().press("ArrowDown");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      page.getByText("It waits for the runs that are at work.").waitFor();
      assertThat(page.locator("figure").first().isVisible()).isFalse();

      isDone(Explanation.GRAD_CAM, 1, 0.0, 0.1, 0.4, 1.2, 0.4, 0.1, 0.0);
      page.getByText("Shown beside the image.").waitFor();

      Locator picture = page.locator("explain-image figure img");
      assertThat(picture.getAttribute("alt"))
          .startsWith("Grad-CAM for class ")
          .endsWith("over the image: the most is in the upper centre");
      assertThat(picture.evaluate("i => i.naturalWidth")).isEqualTo(224);
      assertThat(page.locator(".legend").textContent())
          .contains("Yellow places speak for this class");
      Locator button = page.getByRole(AriaRole.BUTTON, named("Show where it looked"));
      assertThat(button.evaluate("b => b === document.activeElement")).isEqualTo(true);
      // Beside the image, not below it.
      double left = page.locator("explain-image .pair > img").boundingBox().x;
      assertThat(picture.boundingBox().x).isGreaterThan(left);
      assertThat(requests).hasValue(1);
      assertSound(page);
      picture(page, "explanation");

      page.keyboard().press("Enter");
      page.waitForCondition(
          () -> !button.evaluate("b => b.form.hasAttribute('aria-busy')").equals(true));
      assertThat(requests).hasValue(1);
    }
  }

  @Test
  void aTransformerHasNoChoiceOfClassesAndThePhoneShowsBothBelowEachOther() {
    try (BrowserContext context = chromium.context(ColorScheme.DARK, PHONE, HEIGHT)) {
      isDone(Explanation.ATTENTION_ROLLOUT, null, 0.01, 0.02, 0.03);
      Page page = image(context, TRANSFORMER);
      assertThat(page.locator("select[name=label]").count()).isZero();
      page.getByRole(AriaRole.BUTTON, named("Show where it looked")).click();
      page.getByText("Shown beside the image.").waitFor();

      assertThat(page.locator(".legend").textContent()).contains("the same for every class");
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
      assertThat(requests).hasValue(0);
      assertSound(page);
      picture(page, "phone-explanation");
    }
  }

  @Test
  void aViewerSeesWhatWasAskedForAndAsksForNothing() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = image(context, new Caller("a-viewer", Role.VIEWER), CONVOLUTIONAL);
      page.getByRole(AriaRole.BUTTON, named("Show where it looked")).click();
      page.getByText("this needs the role").waitFor();
      assertThat(requests).hasValue(0);

      isDone(Explanation.GRAD_CAM, 0, 0.0);
      page.getByRole(AriaRole.BUTTON, named("Show where it looked")).click();
      page.getByText("Shown beside the image.").waitFor();
      assertThat(page.locator(".legend").textContent())
          .contains("no place of the image speaks for this class");
    }
  }

  @Test
  void saysWhyThereIsNone() {
    try (BrowserContext context = chromium.context(ColorScheme.LIGHT, DESKTOP, HEIGHT)) {
      Page page = image(context, CONVOLUTIONAL);
      Locator button = page.getByRole(AriaRole.BUTTON, named("Show where it looked"));
      List<String> reasons =
          List.of("16 explanations wait already", "the store has lost the model");
      for (int i = 0; i < reasons.size(); i++) {
        others.answer(
            "inference",
            OtherServices.text(
                List.of(429, 409).get(i),
                "application/problem+json",
                Json.write(Map.of("detail", reasons.get(i)))));
        button.click();
        page.getByText(reasons.get(i)).waitFor();
      }
      others.answer("inference", OtherServices.text(500, "text/plain", "no"));
      button.click();
      page.getByText("answers 500 to a question of the page").waitFor();
      inferenceService();
      String address = page.locator("explain-image").getAttribute("src");
      assertThat(page.request().get(root.resolve(address) + "?seed=77&label=0").status())
          .isEqualTo(400);
      assertThat(page.request().get(root.resolve(address) + "?seed=1&label=x").status())
          .isEqualTo(400);
      assertThat(page.request().get(root.resolve(address) + "/picture?seed=1&label=0").status())
          .isEqualTo(404);
    }
  }
}
