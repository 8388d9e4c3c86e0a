// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
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

  private static final Pattern STYLE = Pattern.compile("(?s)<style[^>]*>.*?</style>");
  private static final Pattern CLASS = Pattern.compile(" class=\"zr\\d+-cls-\\d+\"");

  /** In names of elements and where they are used. No text of a figure has a bare quote. */
  private static final Pattern NUMBER = Pattern.compile("(\"|url\\(#)zr\\d+-");

  /** Rhino has no timers; ECharts asks for one that it does not need without animation. */
  private static final String START =
      "var globalThis = this, self = this;"
          + "var setTimeout = function () { return 0 }, clearTimeout = function () {};";

  private static final String MEASURE =
      "echarts.setPlatformAPI({ measureText: function (text, font) {"
          + " return { width: widthOf(text, font) } } });";

  private static final String DRAW =
      """
      (function () {
        var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: %d, height: %d });
        try {
          chart.setOption(figures.%s(JSON.parse(json), themes.print));
          return chart.renderToSVGString();
        } finally {
          chart.dispose();
        }
      })()
      """;

  private @Nullable Compiled compiled;

  /** As long as memory has room for it. */
  private SoftReference<ScriptableObject> scope = new SoftReference<>(null);

  private record Compiled(Script echarts, Script figures, TrueTypeFont font, CmapLookup glyphs) {}

  /** The same bytes on every machine. */
  public synchronized String draw(Plot plot) {
    Context context = Context.enter();
    try {
      context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
      // For programs that run once the interpreter is faster than compiling to classes.
      context.setInterpretedMode(true);
      Compiled scripts = compiled(context);
      ScriptableObject in = loaded(context, scripts);
      in.put("json", in, Json.write(plot.content().get().data()));
      String call = DRAW.formatted(plot.width(), plot.height(), plot.kind().function());
      return portable(Context.toString(context.evaluateString(in, call, "draw", 1, null)));
    } catch (RuntimeException e) {
      // Whatever a figure that was broken off has left there, the next one does not see it.
      scope.clear();
      throw e;
    } finally {
      Context.exit();
    }
  }

  /**
   * The scripts, run. Running them takes longer than to draw a figure, so all figures share them.
   */
  private ScriptableObject loaded(Context context, Compiled scripts) {
    ScriptableObject known = scope.get();
    if (known != null) {
      return known;
    }
    ScriptableObject made = context.initSafeStandardObjects();
    made.put(
        "widthOf",
        made,
        new LambdaFunction(
            made,
            "widthOf",
            2,
            (cx, s, self, arguments) -> width(scripts, text(arguments, 0), text(arguments, 1))));
    context.evaluateString(made, START, "start", 1, null);
    scripts.echarts().exec(context, made, made);
    scripts.figures().exec(context, made, made);
    context.evaluateString(made, MEASURE, "measure", 1, null);
    scope = new SoftReference<>(made);
    return made;
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
   * Without the style element of hover effects and the classes of elements that it names, with a
   * baseline that programs other than browsers know, too, and as if it were the first figure:
   * ECharts numbers its charts.
   */
  private static String portable(String svg) {
    String still = STYLE.matcher(svg).replaceAll("");
    String unnumbered = NUMBER.matcher(CLASS.matcher(still).replaceAll("")).replaceAll("$1zr0-");
    return unnumbered.replace("dominant-baseline=\"central\"", "dy=\"0.346em\"") + "\n";
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
