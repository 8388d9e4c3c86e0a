// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.template;

import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Templates as pure functions: the same value gives the same HTML, with a running Quarkus or
 * without. Every value is escaped unless a template asks for {@code raw}, and a name that a
 * template does not find is an error. Each template declares the type of its value, against which
 * the Quarkus build checks every expression.
 */
public final class Templates {
  private static final String FOLDER = "/templates/";
  private static final Variant HTML = Variant.forContentType(Variant.TEXT_HTML);
  private static final Engine ENGINE = engine().build();

  private Templates() {}

  private static EngineBuilder engine() {
    return Engine.builder()
        .addDefaults()
        .addValueResolver(ValueResolvers.rawResolver())
        .addValueResolver(new ReflectionValueResolver())
        .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
        .addLocator(Templates::locate)
        .strictRendering(true);
  }

  /**
   * @param name of the template's file, without its extension
   * @param parameter the name by which the template knows its value
   * @param value of the type that the template declares
   * @throws TemplateException if the template asks for something that the value has not
   */
  public static String render(String name, String parameter, Object value) {
    return ENGINE.getTemplate(name).data(parameter, value).render();
  }

  private static Optional<TemplateLocation> locate(String name) {
    String file = FOLDER + name + ".html";
    try (InputStream bytes = Templates.class.getResourceAsStream(file)) {
      return bytes == null
          ? Optional.empty()
          : Optional.of(new Html(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private record Html(String text) implements TemplateLocation {
    @Override
    public Reader read() {
      return new StringReader(text);
    }

    @Override
    public Optional<Variant> getVariant() {
      return Optional.of(HTML);
    }
  }
}
