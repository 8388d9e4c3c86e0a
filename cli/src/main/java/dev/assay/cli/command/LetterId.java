// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.stack.Service;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A record that was set aside, as {@code assay dlq} names it: {@code training/7}.
 *
 * @param number within the service
 */
record LetterId(Service service, long number) {
  static final String FORM = "SERVICE/NUMBER, for example training/7, as 'assay dlq list' shows it";

  static LetterId of(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length == 2 && parts[1].matches("[0-9]{1,18}")) {
      return new LetterId(service(parts[0]), Long.parseLong(parts[1]));
    }
    throw CliException.badInput("a record is " + FORM + ", not '" + text + "'");
  }

  static Service service(String name) {
    return Arrays.stream(Service.values())
        .filter(s -> s.schema().equals(name) || s.processName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                CliException.badInput(
                    "a service is one of "
                        + Arrays.stream(Service.values())
                            .map(s -> s.schema().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))
                        + ", not '"
                        + name
                        + "'"));
  }
}
