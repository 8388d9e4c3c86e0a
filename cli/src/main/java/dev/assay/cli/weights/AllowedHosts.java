// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import dev.assay.cli.CliException;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The hosts from which weights may be fetched. Every address is checked before a request, also the
 * target of a redirect. So a registry entry or a mirror that was tampered with cannot lead to other
 * hosts.
 *
 * @param names names in lower case; a name does not include its subdomains
 */
public record AllowedHosts(Set<String> names) {
  public static final String VARIABLE = "ASSAY_WEIGHTS_HOSTS";

  private static final List<String> PUBLISHERS =
      List.of("download.pytorch.org", "dl.fbaipublicfiles.com", "huggingface.co", "github.com");

  public AllowedHosts {
    Set<String> lower = new TreeSet<>();
    names.forEach(name -> lower.add(name.strip().toLowerCase(Locale.ROOT)));
    lower.remove("");
    names = lower;
  }

  /**
   * The hosts in {@code ASSAY_WEIGHTS_HOSTS}, separated by commas, else those of the registry's
   * addresses; and the given ones.
   */
  public static AllowedHosts of(List<String> given, Map<String, String> environment) {
    String variable = environment.getOrDefault(VARIABLE, "");
    List<String> base = variable.isBlank() ? PUBLISHERS : Arrays.asList(variable.split(",", -1));
    return new AllowedHosts(Set.copyOf(base)).with(given);
  }

  public AllowedHosts with(Collection<String> more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(more);
    return new AllowedHosts(all);
  }

  /**
   * @throws CliException if the host is not allowed; it names the address, the host and the list
   */
  void check(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw CliException.badInput(
          "'%s' is not an address of a file; accepted: https://... and http://..."
              .formatted(address));
    }
    if (!names.contains(host)) {
      throw CliException.badInput(
          "%s is refused: '%s' is not among the allowed hosts (%s). To trust it: --allow-host %s, or %s=%s,%s"
              .formatted(
                  address,
                  host,
                  String.join(", ", names),
                  host,
                  VARIABLE,
                  String.join(",", names),
                  host));
    }
  }
}
