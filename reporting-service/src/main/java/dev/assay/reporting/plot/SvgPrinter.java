// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.LambdaFunction;
import org.mozilla.javascript.Script;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;

/**
 * Draws figures as SVG for print, by the SVG renderer of ECharts in Rhino. The script sees no class
 * of Java, no clock and no file. One figure at a time: drawing takes about 100 MB, and the first
 * one compiles ECharts, which takes seconds.
 */
public final class SvgPrinter {
  static final String FONT = "/liberation/LiberationSans-Regular.ttf";
  private static final String ECHARTS = "/figures/echarts.min.js";
  private static final String FIGURES = "/web/app/figures.js";

  /** For the page, where the file is a module; Rhino and a plain script have none. */
  private static final Pattern EXPORT = Pattern.compile("(?m)^export \\{[^}]*};$");

  private static final Pattern SIZE = Pattern.compile("([\\d.]+)px");
  private static final double USUAL_SIZE = 12;

  /** Rhino has no timers; ECharts asks for one that it does not need without animation. */
  private static final String START =
      "var globalThis = this, self = this;"
          + "var setTimeout = function () { return 0 }, clearTimeout = function () {};";

  private static final String DRAW =
      """
      echarts.setPlatformAPI({ measureText: function (text, font) { return { width: widthOf(text, font) } } });
      var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: %d, height: %d });
      chart.setOption(figures.%s(JSON.parse(json), themes.print));
      chart.renderToSVGString()
      """;

  private @Nullable Compiled compiled;

  private record Compiled(Script echarts, Script figures, TrueTypeFont font, CmapLookup glyphs) {}

  /** The same bytes on every machine. */
  public synchronized String draw(Plot plot) {
    Context context = Context.enter();
    try {
      context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
      // For programs that run once the interpreter is faster than compiling to classes.
      context.setInterpretedMode(true);
      Compiled scripts = compiled(context);
      // A new scope for each figure: ECharts numbers its charts, and the numbers are in the SVG.
      ScriptableObject scope = context.initSafeStandardObjects();
      scope.put(
          "widthOf",
          scope,
          new LambdaFunction(
              scope,
              "widthOf",
              2,
              (cx, s, self, arguments) -> width(scripts, text(arguments, 0), text(arguments, 1))));
      context.evaluateString(scope, START, "start", 1, null);
      scripts.echarts().exec(context, scope, scope);
      scripts.figures().exec(context, scope, scope);
      scope.put("json", scope, Json.write(plot.content().get().data()));
      String call = DRAW.formatted(plot.width(), plot.height(), plot.kind().function());
      return portable(Context.toString(context.evaluateString(scope, call, "draw", 1, null)));
    } finally {
      Context.exit();
    }
  }

  private static String text(Object[] arguments, int index) {
    return index < arguments.length && !Undefined.isUndefined(arguments[index])
        ? String.valueOf(arguments[index])
        : "";
  }

  private Compiled compiled(Context context) {
    Compiled made = compiled;
    if (made == null) {
      try {
        TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(open(FONT)));
        made =
            new Compiled(
                context.compileString(script(ECHARTS), "echarts.js", 1, null),
                context.compileString(figures(), "figures.js", 1, null),
                font,
                font.getUnicodeCmapLookup());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      compiled = made;
    }
    return made;
  }

  /** From the table of the font that the PDF embeds. */
  private static double width(Compiled scripts, String text, String css) {
    Matcher size = SIZE.matcher(css);
    double points = size.find() ? Double.parseDouble(size.group(1)) : USUAL_SIZE;
    try {
      double units = 0;
      for (int c : text.codePoints().toArray()) {
        units += scripts.font().getAdvanceWidth(scripts.glyphs().getGlyphId(c));
      }
      return units / scripts.font().getUnitsPerEm() * points;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Without the style element of hover effects, and with a baseline that programs other than
   * browsers know, too.
   */
  private static String portable(String svg) {
    return svg.replaceAll("(?s)<style[^>]*>.*?</style>", "")
            .replaceAll("dominant-baseline=\"central\"", "dy=\"0.346em\"")
        + "\n";
  }

  private static String script(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String figures() throws IOException {
    return EXPORT.matcher(script(FIGURES)).replaceAll("");
  }

  /** ECharts and the figures for a browser, which calls the same functions. */
  public static String browserScript() {
    try {
      // No text of the scripts may end the element that they are in.
      return (script(ECHARTS) + "\n" + figures()).replace("</script", "<\\/script");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A resource of the service. */
  public static InputStream open(String resource) {
    InputStream in = SvgPrinter.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("not built into the service: " + resource);
    }
    return in;
  }
}
