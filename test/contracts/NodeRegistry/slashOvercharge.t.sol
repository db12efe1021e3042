// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Demand, Quote} from "../../../contracts/types/EvidenceTypes.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {Messages} from "../support/Messages.sol";
import {NodeMessages} from "../support/NodeMessages.sol";
import {SlashingTest} from "./SlashingTest.sol";

contract SlashOverchargeTest is SlashingTest {
    uint64 private constant GB = 1_000_000_000;

    function _slash(Quote memory quote, bytes memory a, Demand memory demand, bytes memory b) private {
        registry.slashOvercharge(quote, a, demand, b, REPORTER);
    }

    function _bad() private view returns (Quote memory quote, Demand memory demand) {
        quote = _quote();
        demand = _demand(quote, 1, GB, 100_001);
    }

    function test_refusesADemandWithinItsQuote() public {
        Quote memory quote = _quote();
        // 1 byte at 100,000 a GB costs 0.0001: rounded up to 1.
        uint64[4] memory bytesTotals = [uint64(0), 1, GB, GB + 1];
        uint96[4] memory amounts = [uint96(0), 1, 100_000, 100_001];
        for (uint256 i = 0; i < amounts.length; ++i) {
            Demand memory demand = _demand(quote, 1, bytesTotals[i], amounts[i]);
            (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
            _expect(INodeRegistry.NoFault.selector);
            _slash(quote, a, demand, b);
        }
        _assertUnharmed();
    }

    function test_roundsTheSmallestPartOfAUnitUp() public {
        Quote memory quote = _quote();
        quote.pricePerGB = 1;
        uint64[3] memory bytesTotals = [uint64(1), GB + 1, 2 * GB + 1];
        for (uint96 i = 0; i < 3; ++i) {
            Demand memory demand = _demand(quote, 1, bytesTotals[i], i + 1);
            (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
            _expect(INodeRegistry.NoFault.selector);
            _slash(quote, a, demand, b);
        }
        _assertUnharmed();
    }

    function test_refusesADemandOfAnotherQuote() public {
        (Quote memory quote, Demand memory demand) = _bad();
        Quote memory other = _quote();
        other.nonce = keccak256("another nonce");
        (bytes memory a, bytes memory b) = (_signed(node, other), _signed(node, demand));
        vm.expectRevert(
            abi.encodeWithSelector(
                INodeRegistry.WrongQuote.selector, NodeMessages.hash(other), NodeMessages.hash(quote)
            )
        );
        _slash(other, a, demand, b);
    }

    function test_refusesAKeyThatNobodyRegistered() public {
        Party memory nobody = party("nobody");
        address[3] memory ids = [node.at, nobody.at, address(0)];
        for (uint256 i = 0; i < ids.length; ++i) {
            Quote memory quote = _quote();
            quote.node = ids[i];
            Demand memory demand = _demand(quote, 1, GB, 100_001);
            (bytes memory a, bytes memory b) = (_signed(nobody, quote), _signed(nobody, demand));
            _expect(INodeRegistry.NotNodesKey.selector, ids[i], nobody.at);
            _slash(quote, a, demand, b);
        }
        _assertUnharmed();
    }

    function test_refusesAnotherNodesKey() public {
        Party memory rival = party("rival");
        _registerAs(STRANGER, rival, STAKE);
        (Quote memory quote, Demand memory demand) = _bad();
        (bytes memory a, bytes memory b) = (_signed(rival, quote), _signed(rival, demand));
        _expect(INodeRegistry.NotNodesKey.selector, node.at, rival.at);
        _slash(quote, a, demand, b);
    }

    function test_refusesAMalformedSignature() public {
        (Quote memory quote, Demand memory demand) = _bad();
        bytes memory b = _signed(node, demand);
        bytes[3] memory bad = [bytes(""), new bytes(64), new bytes(65)];
        for (uint256 i = 0; i < bad.length; ++i) {
            _expect(INodeRegistry.NotNodesKey.selector, node.at, address(0));
            _slash(quote, bad[i], demand, b);
        }
        quote.node = address(0);
        _expect(INodeRegistry.NotNodesKey.selector, address(0), address(0));
        _slash(quote, new bytes(65), demand, b);
    }

    function test_refusesWhatWasSignedForAnotherRegistry() public {
        (Quote memory quote, Demand memory demand) = _bad();
        bytes32 elsewhere = Messages.separator("Turnpike Node", block.chainid, address(0x1234));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(node.key, Messages.digest(elsewhere, NodeMessages.hash(quote)));
        address stranger = ecrecover(Messages.digest(_domain(), NodeMessages.hash(quote)), v, r, s);
        bytes memory b = _signed(node, demand);
        _expect(INodeRegistry.NotNodesKey.selector, node.at, stranger);
        _slash(quote, abi.encodePacked(r, s, v), demand, b);
        _assertUnharmed();
    }

    function test_refusesADemandByAnotherKey() public {
        (Quote memory quote, Demand memory demand) = _bad();
        bytes memory a = _signed(node, quote);
        Party memory rival = party("rival");
        _registerAs(STRANGER, rival, STAKE);
        _rotate(second);
        Party[2] memory signers = [rival, second];
        for (uint256 i = 0; i < signers.length; ++i) {
            bytes memory b = _signed(signers[i], demand);
            _expect(INodeRegistry.NotSameKey.selector, node.at, signers[i].at);
            _slash(quote, a, demand, b);
        }
        _expect(INodeRegistry.NotSameKey.selector, node.at, address(0));
        _slash(quote, a, demand, new bytes(65));
    }

    function test_takesItUntilFiveDaysAfterTheQuote() public {
        (Quote memory quote, Demand memory demand) = _bad();
        vm.warp(quote.validUntil + EVIDENCE_AGE);
        _overcharge(node, quote, demand);
        vm.assertEq(_bond(), STAKE - 5_000_000, "bond");
    }

    function test_refusesItASecondLater() public {
        (Quote memory quote, Demand memory demand) = _bad();
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        vm.warp(quote.validUntil + EVIDENCE_AGE + 1);
        _expect(INodeRegistry.EvidenceTooOld.selector, quote.validUntil + EVIDENCE_AGE);
        _slash(quote, a, demand, b);
    }

    function test_H6_takesAPostdatedQuoteAndNoBackdatedOne() public {
        Quote memory quote = _quote();
        quote.validUntil = NOW - EVIDENCE_AGE - 1;
        Demand memory demand = _demand(quote, 1, GB, 100_001);
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        _expect(INodeRegistry.EvidenceTooOld.selector, NOW - 1);
        _slash(quote, a, demand, b);
        quote.validUntil = type(uint40).max;
        demand = _demand(quote, 1, GB, 100_001);
        vm.warp(NOW + 3650 * DAY);
        _overcharge(node, quote, demand);
        vm.assertEq(_bond(), STAKE - 5_000_000, "bond");
    }

    function test_refusesAReporterOfZero() public {
        (Quote memory quote, Demand memory demand) = _bad();
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        _expect(INodeRegistry.ZeroAddress.selector);
        registry.slashOvercharge(quote, a, demand, b, address(0));
    }

    function test_refusesEvidenceThatWasUsed() public {
        (Quote memory quote, Demand memory demand) = _bad();
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        _slash(quote, a, demand, b);
        vm.assertTrue(registry.isUsedEvidence(_evidence(quote, demand)), "is marked as used");
        vm.warp(NOW + DAY);
        vm.expectRevert(
            abi.encodeWithSelector(INodeRegistry.EvidenceUsed.selector, _evidence(quote, demand))
        );
        _slash(quote, a, demand, b);
    }

    /// Every signature has a second form, with n - s and the other v. It recovers to the same key and is no second fault.
    function test_refusesItAlsoWithTheOtherFormOfASignature() public {
        (Quote memory quote, Demand memory demand) = _bad();
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        _slash(quote, a, demand, b);
        vm.warp(NOW + DAY);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(node.key, Messages.digest(_domain(), NodeMessages.hash(demand)));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory flipped = abi.encodePacked(r, order - uint256(s), v == 27 ? uint8(28) : uint8(27));
        vm.expectRevert(
            abi.encodeWithSelector(INodeRegistry.EvidenceUsed.selector, _evidence(quote, demand))
        );
        _slash(quote, a, demand, flipped);
    }

    function test_refusesWithinADayOfTheLastSlash() public {
        _fault(node, 1);
        Quote memory quote = _quote();
        Demand memory demand = _demand(quote, 2, GB, 100_001);
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        vm.warp(NOW + DAY - 1);
        _expect(INodeRegistry.NotReady.selector, NOW + DAY);
        _slash(quote, a, demand, b);
        vm.warp(NOW + DAY);
        _slash(quote, a, demand, b);
        vm.assertEq(registry.nodeOf(node.at).slashes, 2, "slashes");
    }

    function test_refusesWhenNothingIsAtStake() public {
        Quote memory quote = _quote();
        quote.validUntil = NOW + 30 * DAY;
        Demand memory demand = _demand(quote, 1, GB, 100_001);
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        vm.prank(OPERATOR);
        registry.requestUnstake(node.at);
        vm.warp(NOW + UNBONDING);
        registry.withdrawStake(node.at);
        _expect(INodeRegistry.NothingAtStake.selector, node.at);
        _slash(quote, a, demand, b);
        vm.assertTrue(!registry.isUsedEvidence(_evidence(quote, demand)), "stays unused");
        _fund(OPERATOR, MINIMUM);
        vm.prank(OPERATOR);
        registry.topUp(node.at, MINIMUM);
        _slash(quote, a, demand, b);
        vm.assertEq(_bond(), MINIMUM - MINIMUM / 20, "bond");
    }

    function test_takesFivePercentAtFirst() public {
        (Quote memory quote, Demand memory demand) = _bad();
        vm.recordLogs();
        _overcharge(node, quote, demand);
        _assertSlashed(_evidence(quote, demand), node.at, 1, 5_000_000, 1_000_000, 95_000_000);
        _assertRecord(_slashedOnce());
        vm.assertEq(registry.bountyOf(REPORTER), 1_000_000, "bounty of the reporter");
        vm.assertEq(registry.bountyOf(RELAYER), 0, "bounty of the caller");
        vm.assertEq(token.balanceOf(address(registry)), STAKE, "nothing moves");
        _assertActive(true);
    }

    function test_takesMoreEachTimeWithinNinetyDays() public {
        uint96[5] memory left = [uint96(95_000_000), 85_500_000, 68_400_000, 54_720_000, 43_776_000];
        uint96 bounties = 0;
        uint96 bond = STAKE;
        for (uint64 i = 0; i < left.length; ++i) {
            vm.warp(NOW + uint40(i) * DAY);
            _fault(node, i + 1);
            vm.assertEq(_bond(), left[i], "bond");
            bounties += (bond - left[i]) / 5;
            bond = left[i];
        }
        vm.assertEq(registry.bountyOf(REPORTER), bounties, "bounties");
        vm.assertEq(registry.nodeOf(node.at).slashes, 5, "slashes");
    }

    function test_numbersThemUpToTheThird() public {
        uint96[4] memory taken = [uint96(5_000_000), 9_500_000, 17_100_000, 13_680_000];
        uint96 bond = STAKE;
        for (uint8 i = 0; i < 4; ++i) {
            vm.warp(NOW + uint40(i) * DAY);
            Quote memory quote = _quote();
            Demand memory demand = _demand(quote, i, GB, 100_001);
            vm.recordLogs();
            _overcharge(node, quote, demand);
            bond -= taken[i];
            uint8 fault = i < 3 ? i + 1 : 3;
            _assertSlashed(_evidence(quote, demand), node.at, fault, taken[i], taken[i] / 5, bond);
        }
    }

    function test_forgetsFaultsAfterNinetyDaysOneByOne() public {
        _fault(node, 1);
        vm.warp(NOW + 10 * DAY);
        _fault(node, 2);
        vm.assertEq(_bond(), 85_500_000, "10% for the second");
        vm.warp(NOW + FAULT_MEMORY);
        _fault(node, 3);
        vm.assertEq(_bond(), 76_950_000, "10%: the first is forgotten, the second is not");
        vm.warp(NOW + 10 * DAY + FAULT_MEMORY - 1);
        _fault(node, 4);
        vm.assertEq(_bond(), 61_560_000, "20%: the second and the third are within 90 days");
        vm.warp(NOW + 10 * DAY + 2 * FAULT_MEMORY - 1);
        _fault(node, 5);
        vm.assertEq(_bond(), 58_482_000, "5%: all are forgotten");
        vm.assertEq(registry.nodeOf(node.at).slashes, 5, "the counter forgets nothing");
    }

    function test_countsWhileUnbonding() public {
        (Quote memory quote, Demand memory demand) = _bad();
        vm.prank(OPERATOR);
        registry.requestUnstake(node.at);
        vm.warp(NOW + 6 * DAY);
        _overcharge(node, quote, demand);
        vm.warp(NOW + UNBONDING);
        registry.withdrawStake(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), STAKE - 5_000_000, "tokens of the payout");
        vm.assertEq(token.balanceOf(address(registry)), 5_000_000, "bounty and what is nobody's");
    }

    function test_M13_leavesTheNodeInactiveBelowTheMinimumUntilToppedUp() public {
        for (uint64 i = 0; i < 5; ++i) {
            vm.warp(NOW + uint40(i) * DAY);
            _fault(node, i + 1);
        }
        _assertActive(false);
        vm.assertEq(registry.payoutOf(node.at), PAYOUT, "earnings are unaffected");
        _fund(OPERATOR, 6_224_000);
        vm.prank(OPERATOR);
        registry.topUp(node.at, 6_224_000);
        _assertActive(true);
    }

    function test_H6_takesFivePercentOnceAndPaysNoBounty() public {
        _fault(node, 1);
        uint96 earned = registry.bountyOf(REPORTER);
        vm.warp(NOW + DAY);
        _rotate(second);
        Quote memory quote = _quote();
        Demand memory demand = _demand(quote, 2, GB, 100_001);
        vm.recordLogs();
        _overcharge(node, quote, demand);
        _assertSlashed(_evidence(quote, demand), node.at, 2, 4_750_000, 0, 90_250_000);
        vm.assertEq(registry.bountyOf(REPORTER), earned, "no bounty");
        vm.assertTrue(registry.isSpentKey(node.at), "the key is spent");

        vm.warp(NOW + 3 * DAY);
        demand = _demand(quote, 3, GB, 100_001);
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        _expect(INodeRegistry.KeySpent.selector, node.at);
        _slash(quote, a, demand, b);
    }

    /// The whole transcript: the thief reports himself daily until the operator rotates, and once after that.
    function test_H6_paysAThiefOfTheNodeKeyNothingAfterTheRotation() public {
        _fault(node, 1);
        vm.warp(NOW + DAY);
        _rotate(second);
        uint96 earned = registry.bountyOf(REPORTER);
        _fault(node, 2);
        for (uint64 day = 2; day < 6; ++day) {
            vm.warp(NOW + uint40(day) * DAY);
            Quote memory quote = _quote();
            Demand memory demand = _demand(quote, day + 1, GB, 100_001);
            (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
            _expect(INodeRegistry.KeySpent.selector, node.at);
            _slash(quote, a, demand, b);
        }
        vm.assertEq(_bond(), 90_250_000, "bond");
        vm.assertEq(registry.bountyOf(REPORTER), earned, "bounty");
        _assertActive(true);
    }

    function test_leavesTheNextKeyToAnswerForItselfAlone() public {
        _rotate(second);
        _fault(node, 1);
        vm.warp(NOW + DAY);
        vm.assertTrue(!registry.isSpentKey(second.at), "the next key is not spent");
        _fault(second, 2);
        vm.assertEq(_bond(), 85_500_000, "10% for the node's second fault");
        vm.assertTrue(registry.bountyOf(REPORTER) > 0, "with a bounty");
    }

    /// Nothing is committed and revealed: whoever's transaction is first names the reporter, and wins the bounty and nothing else.
    function test_M11_givesARacerTheBountyAndNobodyASecondSlash() public {
        (Quote memory quote, Demand memory demand) = _bad();
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        vm.prank(STRANGER);
        registry.slashOvercharge(quote, a, demand, b, STRANGER);
        vm.expectRevert(abi.encodeWithSelector(INodeRegistry.EvidenceUsed.selector, _evidence(quote, demand)));
        _slash(quote, a, demand, b);
        vm.assertEq(registry.bountyOf(STRANGER), 1_000_000, "bounty of the racer");
        vm.assertEq(registry.bountyOf(REPORTER), 0, "bounty of who was overtaken");
        vm.assertEq(_bond(), STAKE - 5_000_000, "bond");
    }

    /// A guilty operator reports itself first, to keep the bounty and to be left alone for a day. It loses four fifths of the slash, and the day ends.
    function test_M11_makesASelfReportCostFourFifthsAndShieldForADay() public {
        (Quote memory quote, Demand memory demand) = _bad();
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        vm.prank(OPERATOR);
        registry.slashOvercharge(quote, a, demand, b, OPERATOR);
        registry.collectBounty(OPERATOR);
        vm.assertEq(STAKE - _bond() - token.balanceOf(OPERATOR), 4_000_000, "what it cost");
        Demand memory worse = _demand(quote, 2, GB, 200_000);
        b = _signed(node, worse);
        _expect(INodeRegistry.NotReady.selector, NOW + DAY);
        _slash(quote, a, worse, b);
        vm.warp(NOW + DAY);
        _slash(quote, a, worse, b);
        vm.assertEq(_bond(), 85_500_000, "10% for the second");
    }

    function testFuzz_neverTakesAnHonestDemandForAFault(uint96 price, uint64 bytesTotal, uint96 less) public {
        Quote memory quote = _quote();
        quote.pricePerGB = price;
        uint256 due = (uint256(price) * bytesTotal + GB - 1) / GB;
        uint256 most = due > type(uint96).max ? type(uint96).max : due;
        Demand memory demand = _demand(quote, 1, bytesTotal, uint96(most - less % (most + 1)));
        (bytes memory a, bytes memory b) = (_signed(node, quote), _signed(node, demand));
        _expect(INodeRegistry.NoFault.selector);
        _slash(quote, a, demand, b);
    }

    function testFuzz_takesOneUnitMoreThanDueForAFault(uint96 price, uint64 bytesTotal, uint96 more) public {
        // So that more than what is due fits its 96 bits.
        price = price % 2 ** 60;
        uint256 due = (uint256(price) * bytesTotal + GB - 1) / GB;
        Quote memory quote = _quote();
        quote.pricePerGB = price;
        uint96 amount = uint96(due + 1 + more % (type(uint96).max - due));
        _overcharge(node, quote, _demand(quote, 1, bytesTotal, amount));
        vm.assertEq(registry.nodeOf(node.at).slashes, 1, "slashes");
    }

    function testFuzz_takesNoMoreThanTheBond(uint96 stake, uint8 faults) public {
        stake = uint96(MINIMUM + stake % (type(uint96).max - MINIMUM));
        Party memory rich = party("rich");
        _registerAs(STRANGER, rich, stake);
        uint256 bounties = 0;
        for (uint64 i = 0; i < faults % 8; ++i) {
            vm.warp(NOW + uint40(i) * DAY);
            uint96 before = registry.nodeOf(rich.at).bond;
            uint256 bounty = registry.bountyOf(REPORTER);
            Quote memory quote = _quote(rich);
            _overcharge(rich, quote, _demand(quote, i, GB, 100_001));
            uint256 taken = before - registry.nodeOf(rich.at).bond;
            uint256 bps = i == 0 ? 500 : i == 1 ? 1_000 : 2_000;
            vm.assertEq(taken, uint256(before) * bps / 10_000, "taken");
            vm.assertEq(registry.bountyOf(REPORTER) - bounty, taken / 5, "bounty");
            bounties += taken / 5;
        }
        vm.assertLe(registry.nodeOf(rich.at).bond + bounties, stake, "bond and bounties together");
    }
}
