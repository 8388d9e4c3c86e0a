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
 * The hosts that weights may come from. Every address is checked before it is asked, those that a
 * server redirects to as well: a registry entry or a mirror that was tampered with reaches no
 * further than this list.
 *
 * @param names in lower case; a name stands for itself alone, not for hosts below it
 */
public record AllowedHosts(Set<String> names) {
  public static final String VARIABLE = "ASSAY_WEIGHTS_HOSTS";

  private static final List<String> PUBLISHERS =
      List.of("download.pytorch.org", "dl.fbaipublicfiles.com", "huggingface.co");

  public AllowedHosts {
    Set<String> lower = new TreeSet<>();
    names.forEach(name -> lower.add(name.strip().toLowerCase(Locale.ROOT)));
    lower.remove("");
    names = lower;
  }

  /**
   * What {@code ASSAY_WEIGHTS_HOSTS} lists, separated by commas, else the publishers of the
   * registry's files; and the given ones.
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
   * @throws CliException naming the address, its host and the list
   */
  void check(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw CliException.badInput(
          "'%s' is no address to fetch from; accepted: https://... and http://..."
              .formatted(address));
    }
    if (!names.contains(host)) {
      throw CliException.badInput(
          "%s is refused: '%s' is not among the allowed hosts (%s). If it is to be trusted: --allow-host %s, or %s=%s,%s"
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
