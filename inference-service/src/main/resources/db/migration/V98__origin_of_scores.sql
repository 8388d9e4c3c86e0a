-- What scored: release, commit, libraries and machine. Scores of earlier releases have none.
alter table score add column origin text;
