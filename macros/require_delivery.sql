{#- One clear sentence where a run needs the delivery and it is not there, instead of an error of each model. -#}
{% macro require_delivery() -%}
    {%- if execute and flags.WHICH in ("build", "run") -%}
        {%- set needed = [] -%}
        {%- for node in graph.nodes.values() if node.unique_id in selected_resources -%}
            {%- do needed.extend(node.depends_on.nodes | select('in', graph.sources) | list) -%}
        {%- endfor -%}
        {%- for name in needed | unique if graph.sources[name].source_name == 'delivery' -%}
            {%- set table = graph.sources[name] -%}
            {%- if not adapter.get_relation(table.database, table.schema, table.identifier) -%}
                {{ exceptions.raise_compiler_error(
                    "no delivery of layout " ~ var('layout') ~ " is loaded; load one with: segmon dbt"
                    ~ " --input FOLDER --layout " ~ var('layout') ~ " -- build"
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
