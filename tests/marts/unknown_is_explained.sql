-- What: the pupils of unknown group are those whose reason is told, where a layout tells reasons.
-- Why: a file that did not link is looked for there; the reasons are of the pupils of the figures.
-- How to resolve: find the outcome of stg_linkage_counts that data_coverage has no column for, or
-- the pupils that are counted in only one of the two.
select *
from {{ ref('data_coverage') }}
where n_no_parent + n_no_row + n_code_unknown + n_institutional <> n_missing
