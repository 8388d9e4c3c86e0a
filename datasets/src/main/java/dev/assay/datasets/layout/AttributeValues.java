// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Printable;
import dev.assay.datasets.DatasetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the values of an attribute may be: an age, a sex, a number, or a category of few words that
 * many patients share. Attributes are published with the results, so whatever could say who a
 * patient is has none of these forms: free text, dates, names, long numbers, and texts that differ
 * from patient to patient.
 *
 * <p>Faults name the table, the column, the place and the kind of a value, never the value.
 */
public final class AttributeValues {
  /** Characters of a value. */
  static final int LONGEST = 40;

  /** Words of a value. */
  static final int MOST_WORDS = 4;

  /** Texts of a column. */
  static final int MOST_TEXTS = 50;

  /** Numbers of a column. */
  static final int MOST_NUMBERS = 500;

  /** So few texts, or years, can be categories of a small data set. */
  private static final int FEW = 5;

  private static final int OLDEST = 120;

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,4}(?:[.,]\\d{1,6})?");
  private static final Pattern AGE =
      Pattern.compile("[<>]?=?\\s?0*(\\d{1,3})(?:\\.\\d{1,6})?\\s?(?:[yYmMwWdD]|years?)?\\+?");
  private static final Pattern AGE_RANGE =
      Pattern.compile("[\\[(]?\\d{1,3}\\s?(?:-|\u2013|to|,)\\s?\\d{1,3}[\\])]?");
  private static final Pattern WORD_OF_AGE = Pattern.compile("[A-Za-z][A-Za-z /-]{0,19}");
  private static final Pattern SEX = Pattern.compile("[\\p{L}0-9][\\p{L} /-]{0,19}");
  private static final Pattern YEAR = Pattern.compile("(?:18[5-9]|19\\d|20\\d)\\d");
  private static final Pattern DATE =
      Pattern.compile(
          "(?i).*(?:\\d{4}[-/.]\\d{1,2}(?:[-/.]\\d{1,2})?|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{2,4}|\\d{1,2}\\.?["
              + " -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*["
              + " -]\\d{2,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?"
              + " \\d{1,2},? \\d{4}|\\d{1,2}:\\d{2}:\\d{2}).*");
  private static final Pattern LONG_NUMBER = Pattern.compile(".*\\d(?:[ -]?\\d){4,}.*");
  private static final Pattern ADDRESS = Pattern.compile(".*(?:@|://|\\\\|www\\.).*");
  private static final Pattern PERSON =
      Pattern.compile(
          "(?i).*\\^.*|\\p{L}[\\p{L}'-]*, ?\\p{L}[\\p{L}'. -]*"
              + "|(?:mr|mrs|ms|miss|dr|prof|herr|frau|mme|sr|sra)\\.? \\p{L}.*");
  private static final Pattern SENTENCE = Pattern.compile(".*(?:[.;:?!] .*|[.;?!]|\\R.*)");

  private static final Set<String> SEXES = Set.of("sex", "gender", "patient_sex");

  private static final String ACCEPTED =
      "accepted are ages, numbers of up to 4 digits before the point, and categories of up to "
          + LONGEST
          + " characters and "
          + MOST_WORDS
          + " words that patients share";

  private final String table;

  /** By column. */
  private final Map<String, Column> columns = new TreeMap<>();

  /**
   * @param table for messages
   */
  AttributeValues(String table) {
    this.table = table;
  }

  /**
   * Checks the attributes of a data set whose layout says which columns are attributes.
   *
   * @throws DatasetException with every fault
   */
  public static void check(Listing listing) throws DatasetException {
    AttributeValues values = new AttributeValues("the tables of " + Folders.name(listing.root()));
    for (ListedFile file : listing.files()) {
      values.add(file.attributes(), "", file.patient().orElse(file.imageId()));
    }
    values.refuse();
  }

  /**
   * @throws DatasetException with every fault
   */
  void refuse() throws DatasetException {
    Faults refused = new Faults();
    faults().forEach(refused::add);
    refused.refuseIfAny();
  }

  private static final class Column {
    final Map<String, String> faults = new TreeMap<>();
    final Set<String> texts = new HashSet<>();
    final Set<String> numbers = new HashSet<>();
    final Set<String> groups = new HashSet<>();
    int years;
  }

  /**
   * Takes the values of an image.
   *
   * @param attributes by column
   * @param place of the image, for messages: {@code row 7}; empty if it has none
   * @param group of the image: its patient, or its lesion
   */
  void add(Map<String, String> attributes, String place, String group) {
    attributes.forEach(
        (name, value) -> {
          if (Table.isMissing(value)) {
            return;
          }
          Column column = columns.computeIfAbsent(name, n -> new Column());
          fault(name, value).ifPresent(kind -> column.faults.putIfAbsent(kind, place));
          boolean number = NUMBER.matcher(value).matches();
          // Sets stop growing where they are already refused.
          add(value, number ? column.numbers : column.texts, number ? MOST_NUMBERS : MOST_TEXTS);
          add(group, column.groups, 2 * MOST_TEXTS + 2);
          column.years += number && YEAR.matcher(value).matches() ? 1 : 0;
        });
  }

  private static void add(String value, Set<String> values, int most) {
    if (values.size() <= most) {
      values.add(value);
    }
  }

  /** The kind of a value that is not accepted. */
  private static Optional<String> fault(String name, String value) {
    String kind = normalized(name);
    if (value.length() > LONGEST) {
      return Optional.of("a text of more than " + LONGEST + " characters");
    }
    if (!Printable.onOneLine(value).equals(value)) {
      return Optional.of("a text with control characters");
    }
    if (isAge(kind)) {
      return isAgeValue(value)
          ? Optional.empty()
          : Optional.of("no age (0 to " + OLDEST + ", 045Y, 40-49, 90+ or a word)");
    }
    if (SEXES.contains(kind)) {
      return SEX.matcher(value).matches()
          ? Optional.empty()
          : Optional.of("no sex (a letter, a digit or a word)");
    }
    if (NUMBER.matcher(value).matches()) {
      return Optional.empty();
    }
    if (DATE.matcher(value).matches()) {
      return Optional.of("a date or a time");
    }
    if (LONG_NUMBER.matcher(value).matches()) {
      return Optional.of("a number of 5 or more digits, as identifiers and telephones have");
    }
    if (ADDRESS.matcher(value).matches()) {
      return Optional.of("an address");
    }
    if (PERSON.matcher(value).matches()) {
      return Optional.of("a name in the form of a person's");
    }
    if (SENTENCE.matcher(value).matches() || value.split("\\s+").length > MOST_WORDS) {
      return Optional.of("a sentence");
    }
    return Optional.empty();
  }

  private static boolean isAge(String kind) {
    return kind.equals("age") || kind.startsWith("age_") || kind.endsWith("_age");
  }

  private static boolean isAgeValue(String value) {
    var age = AGE.matcher(value);
    return (age.matches() && Integer.parseInt(age.group(1)) <= OLDEST)
        || AGE_RANGE.matcher(value).matches()
        || WORD_OF_AGE.matcher(value).matches();
  }

  /** As names of columns are compared: lower case, words joined by underscores. */
  static String normalized(String column) {
    return column.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
  }

  /** A sentence for each fault of each column. */
  private List<String> faults() {
    List<String> faults = new ArrayList<>();
    columns.forEach(
        (name, column) -> {
          column.faults.forEach(
              (kind, place) ->
                  faults.add(
                      said(name, "has " + kind + (place.isEmpty() ? "" : ", first in " + place))));
          distinct(name, column).ifPresent(fault -> faults.add(said(name, fault)));
        });
    return faults;
  }

  private static Optional<String> distinct(String name, Column column) {
    int texts = column.texts.size();
    if (texts > MOST_TEXTS) {
      return Optional.of("has more than " + MOST_TEXTS + " different texts");
    }
    if (texts > FEW && 2 * texts > column.groups.size()) {
      return Optional.of(
          "has %d different texts for %d patients, so that they tell patients apart"
              .formatted(texts, column.groups.size()));
    }
    if (column.numbers.size() > MOST_NUMBERS) {
      return Optional.of("has more than " + MOST_NUMBERS + " different numbers");
    }
    if (!isAge(normalized(name)) && column.years > FEW && column.numbers.size() > FEW) {
      boolean all = column.numbers.stream().allMatch(v -> YEAR.matcher(v).matches());
      return all ? Optional.of("has years, as of birth; state ages") : Optional.empty();
    }
    return Optional.empty();
  }

  private String said(String column, String fault) {
    return "%s: attribute '%s' %s; %s; attributes are published with the results"
        .formatted(table, column, fault, ACCEPTED);
  }
}
