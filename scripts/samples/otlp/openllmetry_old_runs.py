"""OTLP samples of OpenLLMetry before its GenAI messages (0.47): flattened prompts and completions. See README.md."""

from tracing import main, scenario, totals, traced, write

from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import create_react_agent

from scripted_model import API_KEY, ScriptedModel, call, say


@scenario
def mill_flattened():
    """Two agents one after the other; the first one looks the mill up."""
    from opentelemetry.instrumentation.langchain import LangchainInstrumentor

    def mill_state(mill: str) -> str:
        """State of a mill."""
        return f"{mill}: free on Monday, grinds 80 kg an hour"

    replies = [
        call("mill_state", mill="M1"),
        say("Mill M1 is free on Monday and grinds 80 kg an hour."),
        say("240 kg take three hours on mill M1, so Monday from 08:00 to 11:00."),
    ]
    with ScriptedModel(replies) as model, traced("mill") as (provider, sink):
        LangchainInstrumentor().instrument(tracer_provider=provider)
        llm = ChatOpenAI(model="gpt-4o-mini", base_url=model.base_url, api_key=API_KEY, max_retries=0)
        graph = StateGraph(MessagesState)
        graph.add_node("miller", create_react_agent(llm, [mill_state], prompt="You know the mills.", name="miller"))
        graph.add_node("planner", create_react_agent(llm, [], prompt="You plan the week.", name="planner"))
        graph.add_edge(START, "miller")
        graph.add_edge("miller", "planner")
        graph.compile(name="mill").invoke({"messages": [("user", "When can 240 kg of wheat be ground?")]})
        provider.force_flush()
        write(sink, "mill-flattened.traceloop.jsonl.gz", framework="langgraph", agents=["miller", "planner"], tool_calls=1,
              end="completed", tokens=totals(model))


if __name__ == "__main__":
    main(__file__)
