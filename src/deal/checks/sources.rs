//! Where the rules are from: document and article.

use super::{AssetClass, Rule};

impl Rule {
    /// Document and article, for claims of this kind.
    pub(super) fn citation(self, assets: AssetClass) -> &'static str {
        match self {
            Rule::Retention => "SSE 2号 2.3.4; SZSE 2号 art. 31",
            Rule::Debtors | Rule::Creditors | Rule::SingleDebtor | Rule::FiveDebtors => dispersion(assets),
            Rule::OnlineLoans => "SSE 2号 3.4.3; SZSE 2号 art. 79; 金规〔2024〕26号 art. 14",
            Rule::CashFlowProvider => "SSE 2号 2.2.2; SZSE 2号 art. 18, 126(3)",
            Rule::OwnCashFlow => "SSE 2号 2.2.3; SZSE 2号 art. 19",
            Rule::Transfer => "SSE 2号 2.2.7; SZSE 2号 art. 25",
            Rule::IpShare => "SSE 4号 art. 17",
            Rule::Lender if assets == AssetClass::Leases => "SSE 2号 3.3.6(2); SZSE 2号 art. 75(2)",
            Rule::Lender => "SSE 2号 3.4.5(3); SZSE 2号 art. 81(3)",
            Rule::BorrowerLimit | Rule::GroupLimit => "金规〔2024〕26号 art. 14",
            Rule::Bonds | Rule::Borrowings => "金规〔2024〕26号 art. 20",
            Rule::CleanUp => "资本办法 annex 11",
            Rule::Overdue => "SSE 2号 3.1.2(3); SZSE 2号 art. 52(4)",
            Rule::OverdueHistory | Rule::Extended => "SSE 2号 3.4.2(1); SZSE 2号 art. 78(2)",
            Rule::Disbursed => "SSE 2号 3.4.2(5); SZSE 2号 art. 78(6)",
            Rule::RateCap if assets == AssetClass::Leases => {
                "SSE 2号 3.3.2(8); SZSE 2号 art. 71(8); 法发〔2017〕22号"
            }
            Rule::RateCap => "SSE 2号 3.4.2(2); SZSE 2号 art. 78(3); 法发〔2017〕22号",
            Rule::WholeContract => "SSE 2号 3.1.2(2); SZSE 2号 art. 52(3)",
        }
    }
}

fn dispersion(assets: AssetClass) -> &'static str {
    match assets {
        AssetClass::Loans => "SSE 2号 3.4.3; SZSE 2号 art. 79",
        AssetClass::Leases => "SSE 2号 3.3.3; SZSE 2号 art. 72",
        AssetClass::Receivables | AssetClass::SupplyChain => "SSE 2号 3.2.3; SZSE 2号 art. 64",
    }
}
